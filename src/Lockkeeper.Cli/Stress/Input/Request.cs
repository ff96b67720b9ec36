namespace Lockkeeper.Cli.Stress.Input;

/// <summary>One request to a web site, as an access log has it.</summary>
/// <param name="Visitor">The client's address or name, as logged.</param>
/// <param name="Time">When it was received, in seconds since 1970, UTC.</param>
/// <param name="Method">The method, or empty where the request line is not one of HTTP.</param>
/// <param name="Path">The target, or the whole request line where it is not one of HTTP.</param>
/// <param name="Status">The status that was answered.</param>
/// <param name="Bytes">The size of the answer in bytes; 0 where the log has a dash.</param>
internal readonly record struct Request(string Visitor, long Time, string Method, string Path, int Status, long Bytes);
