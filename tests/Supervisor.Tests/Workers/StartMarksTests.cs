using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class StartMarksTests
{
    [Fact]
    public void A_mark_is_set_by_whoever_opens_the_file()
    {
        using var marks = new StartMarks();
        marks.TryTake(out var first).Should().BeTrue();
        marks.TryTake(out var second).Should().BeTrue();

        Write(marks, second);

        marks.IsSet(first).Should().BeFalse();
        marks.IsSet(second).Should().BeTrue();
    }

    [Fact]
    public void A_mark_that_is_used_again_is_not_set()
    {
        using var marks = new StartMarks();
        marks.TryTake(out var mark).Should().BeTrue();
        Write(marks, mark);
        marks.Return(mark);

        marks.TryTake(out var again).Should().BeTrue();

        again.Should().Be(mark);
        marks.IsSet(again).Should().BeFalse();
    }

    [Fact]
    public void Marks_are_given_to_one_call_each_until_none_is_left()
    {
        using var marks = new StartMarks();
        var taken = new HashSet<int>();
        while (marks.TryTake(out var mark))
        {
            taken.Add(mark).Should().BeTrue();
        }

        taken.Should().HaveCount(StartMarks.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(StartMarks.Count + 1)]
    public void The_file_cannot_be_cut_or_grown_under_its_reader(int bytes)
    {
        using var marks = new StartMarks();
        using var file = new FileStream(marks.Path, FileMode.Open, FileAccess.ReadWrite);

        var resize = () => file.SetLength(bytes);

        resize.Should().Throw<Exception>().Where(error => error is IOException || error is UnauthorizedAccessException);
        marks.IsSet(StartMarks.Count - 1).Should().BeFalse();
    }

    private static void Write(StartMarks marks, int offset)
    {
        using var file = new FileStream(marks.Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        file.WriteByte(1);
    }
}
