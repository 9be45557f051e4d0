using Saliency.Imaging;

namespace Saliency.Evaluation;

/// <summary>One image of a study: a name, and how it is loaded when its turn comes. Holding a million of them holds no picture.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Load">Loads it for a model; called once for each model, on a thread of the pool, never two at a time. What it throws becomes a row of the report.</param>
public sealed record StudyImage(string Name, Func<StudyModel, StudySample> Load)
{
    /// <summary>An image that is a photo; the model's <see cref="StudyModel.Preprocessing"/> makes the input of it.</summary>
    /// <param name="name">Its name in the report.</param>
    /// <param name="photo">Loads the photo.</param>
    /// <param name="truth">Loads what is known of it, in the photo's frame, of any size that covers the photo; null, or a null answer, where nothing is known.</param>
    /// <param name="target">What is explained; null is the predicted class.</param>
    public static StudyImage OfPhoto(string name, Func<Photo> photo, Func<GroundTruth?>? truth = null, Target? target = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return new StudyImage(name, model =>
        {
            var preprocessing = model.Preprocessing
                ?? throw new InvalidOperationException($"Expected a preprocessing for {model.Name}, because '{name}' is a photo, got none.");
            var loaded = photo();
            var input = preprocessing.Apply(loaded, model.Model);
            return new StudySample(input) { Photo = loaded, Truth = truth?.Invoke() is { } known ? Seen(known, input) : null, Target = target ?? Target.Predicted };
        });
    }

    /// <summary>An image that is a file of a photo, named as the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="truth">Loads what is known of it, in the photo's frame.</param>
    /// <param name="target">What is explained; null is the predicted class.</param>
    public static StudyImage OfFile(string path, Func<GroundTruth?>? truth = null, Target? target = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OfPhoto(Path.GetFileName(path), () => Photo.Load(path), truth, target);
    }

    // What lies outside the crop is gone for the metrics: no map of this input can be asked about it.
    private static GroundTruth Seen(GroundTruth truth, ModelInput input) => truth with
    {
        Density = truth.Density is { } density ? input.FromPhoto(density) : null,
        Region = truth.Region is { } region ? input.FromPhoto(region) : null,
        Fixations = truth.Fixations is { } fixations ? input.FromPhoto(fixations) : null,
        OtherFixations = truth.OtherFixations is { } others ? input.FromPhoto(others) : null,
        Prior = truth.Prior is { } prior ? input.FromPhoto(prior) : null,
    };
}

/// <summary>A loaded image of a study, ready for one model.</summary>
/// <param name="Input">What the model sees.</param>
public sealed record StudySample(ModelInput Input)
{
    /// <summary>The photo the input was made of, for pictures; null where there is none.</summary>
    public Photo? Photo { get; init; }

    /// <summary>What is known of the image, in the input's frame and size; null where nothing is.</summary>
    public GroundTruth? Truth { get; init; }

    /// <summary>What is explained.</summary>
    public Target Target { get; init; } = Target.Predicted;
}
