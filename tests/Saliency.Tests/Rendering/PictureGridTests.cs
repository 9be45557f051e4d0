using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class PictureGridTests
{
    private static readonly RgbColor _blue = new(10, 40, 200);

    private static PictureGridCell[] Cells(int count, string caption = "") =>
        [.. Enumerable.Range(0, count).Select(_ => new PictureGridCell(Pictures.Plain(30, 20, _blue), caption))];

    [TestCase(1, 1, 1)]
    [TestCase(4, 2, 2)]
    [TestCase(7, 3, 3)]
    public void Render_NoCaptions_IsCellsAndPadding(int count, int columns, int rows)
    {
        var grid = PictureGrid.Render(Cells(count), new PictureGridOptions { CellWidth = 60, CellHeight = 40, Padding = 5 });
        Assert.That((grid.Width, grid.Height), Is.EqualTo((5 + (columns * 65), 5 + (rows * 45))));
    }

    [Test]
    public void Render_HeightNotGiven_FollowsThePicturesProportions() =>
        Assert.That(PictureGrid.Render(Cells(2), new PictureGridOptions { CellWidth = 60, Columns = 2, Padding = 0 }).Height, Is.EqualTo(40));

    [Test]
    public void Render_ColumnCaptions_SetTheColumns()
    {
        var layout = new PictureGridLayout(Cells(6), new PictureGridOptions { ColumnCaptions = ["a", "b", "c", "d"] });
        Assert.That((layout.Columns, layout.Rows), Is.EqualTo((4, 2)));
    }

    [Test]
    public void Render_PictureOfOtherProportions_IsCentredInItsCell()
    {
        // 20×20 into 60×40: 40×40 with ten columns free on each side.
        var grid = PictureGrid.Render([new PictureGridCell(Pictures.Plain(20, 20, _blue))], new PictureGridOptions { CellWidth = 60, CellHeight = 40, Padding = 0 });
        Assert.That((grid.At(20, 9), grid.At(20, 10), grid.At(20, 49), grid.At(20, 50)), Is.EqualTo((RgbColor.White, _blue, _blue, RgbColor.White)));
    }

    [Test]
    public void Render_EmptyCell_IsBackground()
    {
        var grid = PictureGrid.Render([new PictureGridCell(null)], new PictureGridOptions { Background = new RgbColor(1, 2, 3) });
        Assert.That(grid.At(grid.Height / 2, grid.Width / 2), Is.EqualTo(new RgbColor(1, 2, 3)));
    }

    [TestCase("RISE")]
    [TestCase("Integrated Gradients with far more to say than any cell of this breadth has room for")]
    [TestCase("OneSingleWordThatIsMuchLongerThanTheCellIsWideAndHasNoPlaceToBreak")]
    public void Layout_Caption_FitsItsCell(string caption)
    {
        var layout = new PictureGridLayout(Cells(1, caption), new PictureGridOptions { CellWidth = 120, CaptionLines = 2 });
        Assert.That((layout.CellCaptions[0].Count <= 2, layout.CellCaptions[0].All(line => layout.Caption.Measure(line) <= 120)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Layout_CaptionTooLong_EndsInAnEllipsis() =>
        Assert.That(new PictureGridLayout(Cells(1, "one two three four five six seven eight nine ten"), new PictureGridOptions { CellWidth = 100 }).CellCaptions[0][^1],
            Does.EndWith("…"));

    [Test]
    public void Layout_CaptionWithLineEnds_BreaksThere() =>
        Assert.That(new PictureGridLayout(Cells(1, "RISE\n0.71"), new PictureGridOptions()).CellCaptions[0], Is.EqualTo(new[] { "RISE", "0.71" }));

    [Test]
    public void Render_CaptionUnderACell_StaysInsideItsBreadth()
    {
        var options = new PictureGridOptions { CellWidth = 80, CellHeight = 20, Padding = 10, Columns = 2, TextColor = RgbColor.Black };
        var cells = Cells(2);
        cells[0] = cells[0] with { Caption = "WWWWWWWW WWWWWWWW WWWWWWWWWWWW" };
        var grid = PictureGrid.Render(cells, options);
        var gutter = Enumerable.Range(0, grid.Height).SelectMany(y => Enumerable.Range(91, 8).Select(x => grid.At(y, x)));
        Assert.That(gutter, Is.All.EqualTo(RgbColor.White));
    }

    [Test]
    public void Render_NoCells_IsRefused() => Assert.That(() => PictureGrid.Render([]), Throws.ArgumentException);

    [Test]
    public void Render_WrongNumberOfRowCaptions_SaysHowMany() =>
        Assert.That(() => PictureGrid.Render(Cells(4), new PictureGridOptions { Columns = 2, RowCaptions = ["only one"] }),
            Throws.ArgumentException.With.Message.Contains("2").And.Message.Contains("got 1"));

    [Test]
    public void Render_Again_GivesTheSameBytes()
    {
        var first = PictureGrid.Render(Cells(3, "same"));
        var second = PictureGrid.Render(Cells(3, "same"));
        Assert.That(second.Pixels.ToArray(), Is.EqualTo(first.Pixels.ToArray()));
    }
}
