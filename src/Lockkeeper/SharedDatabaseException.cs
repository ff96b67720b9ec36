using System.Data.Common;

namespace Lockkeeper;

/// <summary>
/// What Lockkeeper reports. The message says what to do; the engine's own exception, where there is one, is the
/// <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class SharedDatabaseException : DbException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">One or two sentences: what happened, and what to do.</param>
    /// <param name="innerException">The engine's exception, or <see langword="null"/>.</param>
    public SharedDatabaseException(SharedDatabaseErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public SharedDatabaseErrorKind Kind { get; }

    /// <summary>
    /// <see langword="true"/> only where the same call may succeed later and nothing of it stands now: timeouts, a full
    /// queue, a full disk. Never for <see cref="SharedDatabaseErrorKind.OutcomeUnknown"/>.
    /// </summary>
    public override bool IsTransient => Kind is SharedDatabaseErrorKind.WriteTimeout or SharedDatabaseErrorKind.ReadTimeout
        or SharedDatabaseErrorKind.QueueFull or SharedDatabaseErrorKind.DiskFull;

    /// <inheritdoc/>
    public override string? SqlState => (InnerException as DbException)?.SqlState;
}
