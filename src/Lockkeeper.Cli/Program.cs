using Lockkeeper.Cli;
using Lockkeeper.Sqlite;

SqliteLibrary.UseNewest();
return await LockkeeperCommand.RunAsync(args);
