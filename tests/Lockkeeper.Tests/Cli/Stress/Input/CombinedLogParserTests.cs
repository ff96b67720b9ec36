using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Tests.Cli.Stress.Input;

public sealed class CombinedLogParserTests
{
    private const string Usual =
        "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /a/b.png HTTP/1.1\" 200 203023 \"http://example.org/\" \"Mozilla/5.0 (X11)\"";

    [Fact]
    public void A_line_of_the_combined_format_gives_a_request()
    {
        Parse(Usual).ShouldBe(new Request("83.149.9.216", 1431857103, "GET", "/a/b.png", 200, 203023));
    }

    [Theory]
    [InlineData("+0000", 1431857103)]
    [InlineData("+0200", 1431857103 - 7200)]
    [InlineData("-0730", 1431857103 + 27000)]
    public void The_zone_of_the_time_is_taken_out(string zone, long expected)
    {
        Parse(Usual.Replace("+0000", zone, StringComparison.Ordinal)).Time.ShouldBe(expected);
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("crawler.example.org")]
    public void An_IPv6_address_or_a_host_name_is_a_visitor_as_well(string visitor)
    {
        Parse(Usual.Replace("83.149.9.216", visitor, StringComparison.Ordinal)).Visitor.ShouldBe(visitor);
    }

    [Fact]
    public void Escaped_quotes_do_not_end_a_field()
    {
        string line = Usual
            .Replace("/a/b.png", "/?q=\\\"a\\\\b\\\"", StringComparison.Ordinal)
            .Replace("(X11)", "(X11; \\\"quoted\\\" [odd] )", StringComparison.Ordinal);
        Parse(line).Path.ShouldBe("/?q=\"a\\b\"");
    }

    [Fact]
    public void A_dash_for_the_size_is_zero_bytes()
    {
        Parse(Usual.Replace("203023", "-", StringComparison.Ordinal)).Bytes.ShouldBe(0);
    }

    [Theory]
    [InlineData("-", "-")]
    [InlineData("\\x16\\x03\\x01\\x02", "\\x16\\x03\\x01\\x02")]
    [InlineData("GET /old", "GET /old")]
    public void A_request_line_that_is_not_HTTP_is_kept_whole(string written, string path)
    {
        Request request = Parse(Usual.Replace("GET /a/b.png HTTP/1.1", written, StringComparison.Ordinal));
        request.Method.ShouldBe("");
        request.Path.ShouldBe(path);
    }

    [Fact]
    public void A_target_with_spaces_is_kept_whole()
    {
        Parse(Usual.Replace("/a/b.png", "/a b.png", StringComparison.Ordinal)).Path.ShouldBe("/a b.png");
    }

    [Fact]
    public void A_user_name_with_spaces_is_passed_over()
    {
        Parse(Usual.Replace("- - [", "- \"Jo Doe\" [", StringComparison.Ordinal)).Status.ShouldBe(200);
    }

    [Fact]
    public void Fields_that_a_site_appends_are_let_pass()
    {
        Parse(Usual + " 0.003 \"-\"").Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("no log line at all")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"cut off")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"ends in a backslash\\\"")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 20 5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 -5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 99999999999999999999 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [31/Feb/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [17/Mai/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [17/anF/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [17/May/2015:24:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")]
    [InlineData("1.2.3.4 - - [2015-05-17T10:05:03Z] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")]
    public void Anything_else_is_refused(string line)
    {
        new CombinedLogParser().TryParse(line, out _).ShouldBeFalse();
    }

    [Fact]
    public void No_cut_of_a_line_makes_the_parser_throw()
    {
        var parser = new CombinedLogParser();
        for (int length = 0; length < Usual.Length; length++)
        {
            parser.TryParse(Usual.AsSpan(0, length), out _).ShouldBeFalse($"cut to {length} characters");
        }
    }

    private static Request Parse(string line)
    {
        new CombinedLogParser().TryParse(line, out Request request).ShouldBeTrue(line);
        return request;
    }
}
