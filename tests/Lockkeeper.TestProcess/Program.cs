using Lockkeeper.TestProcess;

// A process for tests to start, talk to over its standard input and output, and kill. One class a verb.
return args switch
{
    ["lock", string database] => new LockVerb(database).Run(),
    ["measure-turn", string database] => MeasureTurnVerb.Run(database),
    ["swap-turns", string database, string rounds] => MeasureTurnVerb.Swap(database, rounds),
    _ => 2,
};
