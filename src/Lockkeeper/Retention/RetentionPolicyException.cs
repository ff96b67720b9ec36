namespace Lockkeeper.Retention;

/// <summary>A retention policy cannot be read, or does not fit the database. Nothing was deleted. The message says where and why.</summary>
public sealed class RetentionPolicyException : Exception
{
    /// <summary>Makes one.</summary>
    public RetentionPolicyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
