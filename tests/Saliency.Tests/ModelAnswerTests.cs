namespace Saliency.Tests;

internal sealed class ModelAnswerTests
{
    [Test]
    public void Constructor_NoNames_Refused() => Assert.That(() => new ModelAnswer(), Throws.ArgumentException);

    [Test]
    public void Indexer_SecondImage_ItsOwnValues()
    {
        var answer = Filled(1, 2, 3, 4, 5, 6);
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new float[] { 4, 5, 6 }));
    }

    [TestCase(-1)]
    [TestCase(2)]
    public void Indexer_ImageBeyondTheBatch_Refused(int image)
    {
        var answer = Filled(1, 2, 3, 4, 5, 6);
        Assert.That(() => answer[0, image].ToArray(), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void IndexOf_ValueNotAskedFor_RefusedWithThoseThatWere() =>
        Assert.That(() => new ModelAnswer("a", "b").IndexOf("c"), Throws.ArgumentException.With.Message.Contains("a, b").And.Message.Contains("'c'"));

    [Test]
    public void Prepare_SmallerBatchThanBefore_CountFollows()
    {
        var answer = Filled(1, 2, 3, 4, 5, 6);
        answer.Prepare(0, 1, 3);
        Assert.That(answer.Count, Is.EqualTo(1));
    }

    [Test]
    public void Prepare_SameShapeAgain_AllocatesNothing()
    {
        var answer = new ModelAnswer("scores");
        // Held in an array: a debug build makes an object of a shape written as constants at each call.
        int[] shape = [10];
        answer.Prepare(0, 8, shape);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) answer.Prepare(0, 8, shape);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void EnsureFinite_NaN_NamesOutputImageAndIndex()
    {
        var answer = Filled(1, 2, 3, 4, float.NaN, 6);
        Assert.That(() => answer.EnsureFinite(10), Throws.InstanceOf<ModelAnswerException>()
            .With.Property("Output").EqualTo("scores").And.Property("Image").EqualTo(11).And.Property("Index").EqualTo(1));
    }

    [Test]
    public void EnsureFinite_GarbageBeyondTheBatch_NotLookedAt()
    {
        var answer = Filled(1, 2, 3, float.NaN, 5, 6);
        answer.Prepare(0, 1, 3);
        Assert.That(() => answer.EnsureFinite(), Throws.Nothing);
    }

    private static ModelAnswer Filled(params float[] values)
    {
        var answer = new ModelAnswer("scores");
        values.CopyTo(answer.Prepare(0, 2, 3));
        return answer;
    }
}
