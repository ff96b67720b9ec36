namespace Lockkeeper.Writing;

/// <summary>The engine's lock is in other hands because this process's turn is not the others': it must be taken anew.</summary>
internal sealed class TurnLostException(Exception inner) : Exception("The turn is taken anew.", inner);
