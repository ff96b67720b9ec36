using Lockkeeper.Cli;

Console.SetError(new LastingWriter(Console.Error));
return await LockkeeperCommand.RunAsync(args);
