using Lockkeeper.Sqlite.Writing;

namespace Lockkeeper.Tests.Sqlite;

public sealed class StatementKeywordTests
{
    [Theory]
    [InlineData("COMMIT", "COMMIT")]
    [InlineData("  \r\n\t;; commit;", "commit")]
    [InlineData("-- why\nBEGIN IMMEDIATE", "BEGIN")]
    [InlineData("/* a * b */ /**/ END", "END")]
    [InlineData("/* never closed", "")]
    [InlineData("-- only a comment", "")]
    [InlineData("", "")]
    [InlineData("(1)", "")]
    public void The_first_word_is_found_behind_comments_and_white_space(string sql, string word) =>
        StatementKeyword.First(sql).ToString().ShouldBe(word);

    [Theory]
    [InlineData("savepoint x", true)]
    [InlineData("ROLLBACK TO x", true)]
    [InlineData("INSERT INTO committee VALUES(1)", false)]
    [InlineData("ENDLESS", false)]
    public void Transaction_control_is_told_from_other_statements(string sql, bool control) =>
        StatementKeyword.IsControl(sql).ShouldBe(control);
}
