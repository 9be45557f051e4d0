using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

/// <summary>DIRECT against its definition written down box by box, and against functions whose minimum is known.</summary>
internal sealed class DividingRectanglesTests
{
    private static readonly (string Name, int Dimensions, Func<double[], double> F)[] s_functions =
    [
        ("bowl", 2, x => Square(x[0] - 0.37) + (2 * Square(x[1] - 0.81)) - 0.5),
        ("waves", 2, x => Math.Sin(9 * x[0]) + Math.Cos(7 * x[1] * x[0]) + (x[1] / 3)),
        ("line", 1, x => Math.Abs(x[0] - 0.123) + (0.1 * Math.Sin(40 * x[0]))),
        ("space", 3, x => (1.1 * Square(x[0] - 0.213)) + (1.7 * Square(x[1] - 0.441)) + (2.9 * Square(x[2] - 0.709))),
        ("flat", 2, _ => 3),
    ];

    private static IEnumerable<TestCaseData> Searches => from f in s_functions from epsilon in new[] { 0, 1e-4, 0.1 } select new TestCaseData(f.Name, epsilon);

    [TestCaseSource(nameof(Searches))]
    public void Points_RoundAfterRound_ThoseOfTheDefinition(string name, double epsilon)
    {
        var (_, dimensions, f) = s_functions.Single(c => c.Name == name);
        var search = new DividingRectangles(dimensions, epsilon);
        var slow = new SlowDirect(dimensions, epsilon, f);
        for (int asked = 0; asked < 250 && search.Points.Count > 0; asked += search.Points.Count)
        {
            var expected = slow.Round().OrderBy(Key).ToArray();
            Assert.That(search.Points.OrderBy(Key), Is.EqualTo(expected).Within(1e-12), $"after {asked}");
            search.Accept([.. search.Points.Select(f)]);
        }
    }

    // The lowest of 400 values lies in a box of the optimum: a third of a third … of the cube.
    [TestCase("bowl", 0.37, 0.81)]
    [TestCase("line", 0.123)]
    [TestCase("space", 0.213, 0.441, 0.709)]
    public void Search_FourHundredValues_FindsTheMinimum(string name, params double[] minimum)
    {
        var (_, dimensions, f) = s_functions.Single(c => c.Name == name);
        var best = Asked(dimensions, 1e-4, 400, f).MinBy(f)!;
        Assert.That(best, Is.EqualTo(minimum).Within(0.01));
    }

    [Test]
    public void Search_SeveralValleys_FindsTheDeepest()
    {
        // Two bowls, the wide one shallow.
        static double F(double[] x) => Math.Min((4 * (Square(x[0] - 0.2) + Square(x[1] - 0.3))) + 0.2, 30 * (Square(x[0] - 0.85) + Square(x[1] - 0.75)));
        Assert.That(Asked(2, 1e-4, 300, F).MinBy(F)!, Is.EqualTo(new[] { 0.85, 0.75 }).Within(0.02));
    }

    [Test]
    public void Points_Always_InsideTheCubeAndNeverTwice()
    {
        var points = Asked(2, 0.1, 500, s_functions[1].F).ToArray();
        Assert.That(points.SelectMany(p => p), Is.All.InRange(0.0, 1.0));
        Assert.That(points.Select(Key).Distinct().Count(), Is.EqualTo(points.Length));
    }

    [Test]
    public void Accept_TooFewValues_Throws() => Assert.That(() => new DividingRectangles(2, 0).Accept([]), Throws.ArgumentException.With.Message.Contains("1 points"));

    private static IEnumerable<double[]> Asked(int dimensions, double epsilon, int most, Func<double[], double> f)
    {
        var search = new DividingRectangles(dimensions, epsilon);
        for (int asked = 0; asked < most; asked += search.Points.Count)
        {
            foreach (var point in search.Points) yield return point;
            search.Accept([.. search.Points.Select(f)]);
        }
    }

    private static string Key(double[] point) => string.Join(' ', point.Select(v => Math.Round(v, 9)));

    private static double Square(double v) => v * v;

    /// <summary>DIRECT by its definition: a box is promising if some slope makes it so, and every slope that could is tried.</summary>
    private sealed class SlowDirect(int dimensions, double epsilon, Func<double[], double> f)
    {
        private readonly List<(double[] Low, double[] High)> _boxes = [];

        public List<double[]> Round()
        {
            if (_boxes.Count == 0)
            {
                _boxes.Add((new double[dimensions], [.. Enumerable.Repeat(1.0, dimensions)]));
                return [Middle(_boxes[0])];
            }
            var asked = new List<double[]>();
            foreach (var box in Promising().ToArray())
            {
                double longest = Enumerable.Range(0, dimensions).Max(d => box.High[d] - box.Low[d]);
                int[] sides = [.. Enumerable.Range(0, dimensions).Where(d => box.High[d] - box.Low[d] > longest * 0.9)];
                var (low, high) = ((double[])box.Low.Clone(), (double[])box.High.Clone());
                var middle = Middle(box);
                double[][] points = [.. sides.SelectMany(d => new[] { -1, 1 }.Select(way => { var p = (double[])middle.Clone(); p[d] += way * longest / 3; return p; }))];
                asked.AddRange(points);
                foreach (int i in Enumerable.Range(0, sides.Length).OrderBy(i => Math.Min(f(points[2 * i]), f(points[(2 * i) + 1]))))
                {
                    int d = sides[i];
                    double third = longest / 3;
                    _boxes.Add(((double[])low.Clone(), [.. high.Select((v, k) => k == d ? low[d] + third : v)]));
                    _boxes.Add(([.. low.Select((v, k) => k == d ? high[d] - third : v)], (double[])high.Clone()));
                    (low, high) = ([.. low.Select((v, k) => k == d ? v + third : v)], [.. high.Select((v, k) => k == d ? v - third : v)]);
                }
                _boxes[_boxes.FindIndex(b => ReferenceEquals(b.Low, box.Low))] = (low, high);
            }
            return asked;
        }

        private IEnumerable<(double[] Low, double[] High)> Promising()
        {
            var known = _boxes.Select(b => (Box: b, Value: f(Middle(b)), Size: Math.Round(Diagonal(b), 12))).ToArray();
            double best = known.Min(k => k.Value);
            // Slopes at which two boxes change places; between two such, who is lowest does not change.
            double[] turns = [.. (from a in known from b in known where a.Size > b.Size && a.Value > b.Value select (a.Value - b.Value) / (a.Size - b.Size)).Distinct().Order()];
            double[] slopes = [.. turns, .. turns.Zip(turns.Skip(1), (a, b) => (a + b) / 2), turns.Length > 0 ? turns[0] / 2 : 1, turns.Length > 0 ? turns[^1] * 2 : 1];
            // The steepest of all speaks for the largest boxes.
            double largest = known.Max(k => k.Size), least = known.Where(k => k.Size == largest).Min(k => k.Value);
            HashSet<double[]> promising = [.. known.Where(k => k.Size == largest && k.Value == least).Select(k => k.Box.Low)];
            foreach (double slope in slopes)
            {
                double lowest = known.Min(k => k.Value - (slope * k.Size));
                foreach (var k in known)
                    if (k.Value - (slope * k.Size) <= lowest + 1e-12 && lowest <= best - (epsilon * Math.Abs(best))) promising.Add(k.Box.Low);
            }
            return known.Where(k => promising.Contains(k.Box.Low)).Select(k => k.Box);
        }

        private static double[] Middle((double[] Low, double[] High) box) => [.. box.Low.Zip(box.High, (a, b) => (a + b) / 2)];

        private static double Diagonal((double[] Low, double[] High) box) => Math.Sqrt(box.Low.Zip(box.High, (a, b) => Square(b - a)).Order().Sum()) / 2;
    }
}
