namespace Lockkeeper.DuckDB;

/// <summary>What kind of error DuckDB reports: <c>duckdb_error_type</c> (https://duckdb.org/docs/stable/clients/c/api).</summary>
public enum DuckDBErrorType
{
    /// <summary>None is known.</summary>
    Invalid = 0,

    /// <summary>A value is out of its type's range.</summary>
    OutOfRange = 1,

    /// <summary>A value cannot be converted to a type.</summary>
    Conversion = 2,

    /// <summary>A type is not known.</summary>
    UnknownType = 3,

    /// <summary>A decimal does not fit.</summary>
    Decimal = 4,

    /// <summary>Types do not match.</summary>
    MismatchType = 5,

    /// <summary>A division by zero.</summary>
    DivideByZero = 6,

    /// <summary>An object is too large.</summary>
    ObjectSize = 7,

    /// <summary>A type does not fit here.</summary>
    InvalidType = 8,

    /// <summary>Something could not be serialized or read back.</summary>
    Serialization = 9,

    /// <summary>The transaction conflicts with another, was ended by an earlier error, or is not there.</summary>
    Transaction = 10,

    /// <summary>DuckDB cannot do this.</summary>
    NotImplemented = 11,

    /// <summary>An expression is wrong.</summary>
    Expression = 12,

    /// <summary>A table, column, function or other entry is not there, or is there already.</summary>
    Catalog = 13,

    /// <summary>The text is not SQL.</summary>
    Parser = 14,

    /// <summary>The statement could not be planned.</summary>
    Planner = 15,

    /// <summary>A task could not be scheduled.</summary>
    Scheduler = 16,

    /// <summary>The plan could not be run.</summary>
    Executor = 17,

    /// <summary>A constraint does not hold: a key twice, a <c>NULL</c>, a check.</summary>
    Constraint = 18,

    /// <summary>An index is wrong.</summary>
    Index = 19,

    /// <summary>Statistics are wrong.</summary>
    Stat = 20,

    /// <summary>The connection failed.</summary>
    Connection = 21,

    /// <summary>The syntax is wrong.</summary>
    Syntax = 22,

    /// <summary>A setting is wrong.</summary>
    Settings = 23,

    /// <summary>The statement names what is not there, or uses it wrongly.</summary>
    Binder = 24,

    /// <summary>The network failed.</summary>
    Network = 25,

    /// <summary>The optimizer failed.</summary>
    Optimizer = 26,

    /// <summary>A pointer was null.</summary>
    NullPointer = 27,

    /// <summary>A file could not be opened, locked, read or written.</summary>
    IO = 28,

    /// <summary>The statement was interrupted.</summary>
    Interrupt = 29,

    /// <summary>The database is unusable until it is opened again.</summary>
    Fatal = 30,

    /// <summary>A bug in DuckDB; the database is unusable until it is opened again.</summary>
    Internal = 31,

    /// <summary>An argument is wrong.</summary>
    InvalidInput = 32,

    /// <summary>The memory limit or the disk for temporary files does not suffice.</summary>
    OutOfMemory = 33,

    /// <summary>Not permitted, such as a write where only reading is.</summary>
    Permission = 34,

    /// <summary>A parameter's type is not known.</summary>
    ParameterNotResolved = 35,

    /// <summary>A parameter is not allowed here.</summary>
    ParameterNotAllowed = 36,

    /// <summary>Something else depends on it.</summary>
    Dependency = 37,

    /// <summary>A request failed.</summary>
    Http = 38,

    /// <summary>An extension is not there.</summary>
    MissingExtension = 39,

    /// <summary>An extension could not be loaded by itself.</summary>
    Autoload = 40,

    /// <summary>A sequence is at its end.</summary>
    Sequence = 41,

    /// <summary>A setting of the configuration is wrong.</summary>
    InvalidConfiguration = 42,
}
