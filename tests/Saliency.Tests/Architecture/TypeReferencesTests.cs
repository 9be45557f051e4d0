namespace Saliency.Tests.Architecture;

// The layer tests are only as good as this reader of code: it must see what stands in a body alone.
public sealed class TypeReferencesTests
{
    [Test]
    public void Of_TypeConstructedInABody_IsSeen() => Assert.That(TypeReferences.Of(typeof(Sample)), Does.Contain(typeof(Version)));

    [Test]
    public void Of_StaticCallInABody_IsSeen() => Assert.That(TypeReferences.Of(typeof(Sample)), Does.Contain(typeof(Path)));

    [Test]
    public void Of_GenericArgumentOfACall_IsSeen() => Assert.That(TypeReferences.Of(typeof(Sample)), Does.Contain(typeof(Guid)));

    [Test]
    public void Of_CatchClause_IsSeen() => Assert.That(TypeReferences.Of(typeof(Sample)), Does.Contain(typeof(TimeoutException)));

    [Test]
    public void Of_TypeNeverMentioned_IsNotSeen() => Assert.That(TypeReferences.Of(typeof(Sample)), Does.Not.Contain(typeof(Uri)));

    private static class Sample
    {
        public static object Run(int choice)
        {
            try
            {
                return choice switch
                {
                    0 => new Version(1, 2),
                    1 => Path.GetFileName("a/b"),
                    2 => Array.Empty<Guid>(),
                    3 => 4.5,
                    _ => 6L,
                };
            }
            catch (TimeoutException)
            {
                return 7;
            }
        }
    }
}
