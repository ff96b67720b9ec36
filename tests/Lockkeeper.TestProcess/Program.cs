using Lockkeeper.Sqlite;
using Lockkeeper.TestProcess;
using Lockkeeper.TestProcess.Ef;
using Lockkeeper.TestProcess.Faults;

// The same SQLite as the tests that started it.
if (Environment.GetEnvironmentVariable("LOCKKEEPER_SQLITE") is { Length: > 0 } library) SqliteLibrary.Use(library);

// A process for tests to start, talk to over its standard input and output, and kill. One class a verb.
return args switch
{
    ["lock", string database] => new LockVerb(database).Run(),
    ["duckdb", string database] => await new DuckDBVerb(database).RunAsync(),
    ["drop-in", string database] => new DropInVerb(database).Run(),
    ["ef", string database, string kind] => await new EfVerb(database, shared: kind == "shared").RunAsync(),
    ["measure-turn", string database] => MeasureTurnVerb.Run(database),
    ["swap-turns", string database, string rounds] => MeasureTurnVerb.Swap(database, rounds),
    ["work", .. var rest] => await new WorkVerb(new Arguments(rest)).RunAsync(),
    ["talk", .. var rest] => await new TalkVerb(new Arguments(rest)).RunAsync(),
    ["cycle", .. var rest] => await new CycleVerb(new Arguments(rest)).RunAsync(),
    ["cross", .. var rest] => await new CrossVerb(new Arguments(rest)).RunAsync(),
    ["cancel", .. var rest] => await new CancelVerb(new Arguments(rest)).RunAsync(),
    ["leak", .. var rest] => await new LeakVerb(new Arguments(rest)).RunAsync(),
    _ => 2,
};
