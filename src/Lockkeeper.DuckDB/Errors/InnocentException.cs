namespace Lockkeeper.DuckDB.Errors;

/// <summary>Rows that were put off were refused while something else ran, or at the commit. Nobody outside of the engine sees it.</summary>
internal sealed class InnocentException(Exception inner) : Exception(inner.Message, inner);
