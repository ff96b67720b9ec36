using Lockkeeper.Cli;
using Lockkeeper.Sqlite;

Console.SetError(new LastingWriter(Console.Error));
SqliteLibrary.UseNewest();
return await LockkeeperCommand.RunAsync(args);
