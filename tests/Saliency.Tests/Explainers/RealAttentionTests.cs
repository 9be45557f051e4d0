using Saliency.Explainers;
using Saliency.Rendering;
using Saliency.Tests.Models;

namespace Saliency.Tests.Explainers;

/// <summary>The methods on attention on a trained vision transformer.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.Transformers))]
public class RealAttentionTests(RealModel described)
{
    [Test]
    public void Pictures()
    {
        using var model = described.Load();
        Directory.CreateDirectory("/tmp/tr_pics");
        string last = model.Layers.TakeWhile(l => l.Name != model.DefaultLayer.Name).Last(l => l.Operator == "Add" && l.Shape.SequenceEqual(model.DefaultLayer.Shape)).Name;
        TestContext.Out.WriteLine($"{model.DefaultLayer} {last}");
        
        using var resumed = new ResumedOnnxModel(model, last);
        int n = 0;
        foreach (var (photo, c) in described.LabelledPhotos.Take(9))
        {
            n++;
            if (n is 4 or 5 or 6 or > 7) continue;
            var input = described.Preprocessing.Apply(photo, model);
            TestContext.Out.WriteLine($"photo {n} class {c}: {string.Join(", ", model.Classify(input, 3))}");
            foreach (int k in (int[])(n is 2 or 3 ? [243, 282] : [c]))
            {
                List<PictureGridCell> cells = [new(photo, $"{k}")];
                foreach (var e in (IExplainer[])[new AttentionRollout(model), new AttentionRollout(model, new AttentionRolloutOptions { Fusion = HeadFusion.Maximum, DiscardRatio = 0.9 }),
                    new GradientRollout(model), new LeGrad(model, new LeGradOptions { LastBlocks = 1 }), new LeGrad(model), new LeGrad(model, new LeGradOptions { LastBlocks = 4 }),
                    new VitReciproCam(resumed, new VitReciproCamOptions { Scale = ScoreScale.Probability })])
                {
                    var watch = System.Diagnostics.Stopwatch.StartNew();
                    var map = e.Explain(input, Target.Class(k));
                    TestContext.Out.WriteLine($"{n} {k} {e.Name} {map.Peak} {watch.ElapsedMilliseconds} ms  {map.Origin.Options}");
                    cells.Add(new(Overlay.Render(photo, map, input), e.Name));
                }
                PictureGrid.Render(cells, new PictureGridOptions { Columns = 4, CellWidth = 220 }).Save($"/tmp/tr_pics/{n}_{k}.png");
            }
        }
    }
}
