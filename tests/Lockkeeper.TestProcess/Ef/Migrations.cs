using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Lockkeeper.TestProcess.Ef;

/// <summary>The first: the table.</summary>
[DbContext(typeof(BuildContext))]
[Migration("20260101000000_First")]
public sealed class First : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Builds",
        table => new
        {
            Id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
            Name = table.Column<string>(type: "TEXT", nullable: false),
            Cost = table.Column<decimal>(type: "TEXT", nullable: false),
        },
        constraints: table => table.PrimaryKey("PK_Builds", row => row.Id));
}

/// <summary>The second: two steps, between which a process may die.</summary>
[DbContext(typeof(BuildContext))]
[Migration("20260102000000_Second")]
public sealed class Second : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("CREATE TABLE before_it(a)");
        migrationBuilder.Sql("CREATE TABLE after_it(a)");
    }
}
