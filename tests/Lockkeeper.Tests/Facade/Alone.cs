namespace Lockkeeper.Tests.Facade;

/// <summary>
/// Tests that listen to what the whole process does, count what it holds, or want its thread pool idle: no other test runs
/// at the same time.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
