using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;

namespace Saliency.Models;

/// <summary>An ONNX file as a model, on the CPU or a CUDA device.</summary>
/// <remarks>
/// <para>Whatever the file has (float16, N×H×W×C, extra inputs), the model is asked in C×H×W floats and answers in floats; the file is rewritten in memory when it is loaded.
/// Shapes are observed by running it on noise, once on one image and once on two.</para>
/// <para>A file that fixes the batch at 1 is freed where that can be done: constant shapes are repaired, then two images together are held against each alone, within the
/// rounding of float32. A file that leaves the batch open and mixes its images runs single images, too. <see cref="RunsSingleImages"/> and <see cref="Notes"/> tell what came of it.</para>
/// <para>Outputs and inner values (<see cref="Layers"/>) may be asked for together. A run reads the images and writes the answer where they lie, without copies.</para>
/// <para>Of 32 MB of weights and more, the large ones lie in files of the temporary folder while the model is open, which all its sessions map. A folder without room is no error.</para>
/// <para>Safe for concurrent calls. Holds native memory: dispose it. A run that is under way when the model is disposed still ends well.</para>
/// </remarks>
public sealed class OnnxModel : IPropagatingModel, IResumableModel, IRandomizableModel<OnnxModel>
{
    private const int MostLayerSessions = 8;

    private readonly OpenedModel _opened;
    private readonly OnnxModelOptions _options;
    private readonly ForwardSession _forward;
    private readonly ImmutableDictionary<string, ValueObservation> _outputs;
    private readonly bool _single;
    private readonly Lazy<LayerSurvey> _survey;
    private readonly Lazy<LayerInfo?> _defaultLayer;
    private readonly SessionCache<ForwardSession> _layerSessions = new(MostLayerSessions);
    private readonly Differentiation _differentiation;
    private volatile bool _disposed;

    private OnnxModel(OpenedModel opened, string name, OnnxModelOptions options)
    {
        (_opened, _options) = (opened, options);
        (_forward, _single, _outputs) = (opened.Opening.Session, opened.Opening.Single, opened.Opening.Observed);
        var view = new GraphView(Canonical.Model.Graph);
        Outputs = [.. _forward.Values.Select((v, i) => new OutputInfo(v.Name, v.Shape,
            i == 0 && options.Scores is { } given ? given : ScoreKindRule.Of(view, v.Name, _outputs[v.Name].ElementType, v.Shape)))];
        Metadata = Canonical.Model.MetadataProps.GroupBy(p => p.Key).ToImmutableDictionary(g => g.Key, g => g.Last().Value);
        Labels = options.Labels is { IsDefault: false } labels ? labels
            : options.LabelFile is { } labelFile ? LabelText.Parse(File.ReadAllText(labelFile))
            : LabelText.Find(Metadata);
        Notes = [.. Canonical.Notes, .. opened.Opening.Notes, .. LabelText.Doubts(Labels, Outputs[0])];
        Name = options.Name ?? name;
        WeightLayers = LearntWeights.Layers(Canonical.Model, Canonical.Image);
        _survey = new(Look);
        _differentiation = new Differentiation(this, Inner, Sessions, _single, options.GradientRules);
        _defaultLayer = new(() => DefaultLayerSearch.Find(_survey.Value, Inner));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape InputShape => Canonical.Shape;

    /// <summary>The file's name of the image input.</summary>
    public string InputName => Canonical.InputName;

    /// <inheritdoc/>
    public IReadOnlyList<OutputInfo> Outputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The device that the model runs on, and why.</summary>
    public DeviceChoice Device => Sessions.Choice;

    /// <summary>Whether the model takes one image at a time; a batch is then answered image by image.</summary>
    public bool RunsSingleImages => _single;

    /// <summary>What a user should know of this model, in sentences: a fixed batch that was or could not be freed and why, outputs left out, labels that are more or fewer than the classes.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    /// <remarks>Found when first asked for, by running the model once with every inner value given out.</remarks>
    /// <exception cref="ObjectDisposedException">The model was disposed before the first call.</exception>
    /// <exception cref="InvalidOperationException">The runtime cannot give out the inner values, for instance for lack of memory.</exception>
    public IReadOnlyList<LayerInfo> Layers => Survey.Layers;

    /// <inheritdoc/>
    public LayerInfo DefaultLayer
    {
        get
        {
            _ = Survey;
            return _defaultLayer.Value ?? throw new InvalidOperationException($"Expected a layer with spatial extent in {Name}, got none on the way to output '{Outputs[0].Name}'.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Convolutions, Gemm and MatMul with float32 weights inside the file. Normalisations are left alone.</remarks>
    public IReadOnlyList<string> WeightLayers { get; }

    internal CanonicalModel Canonical => _opened.Canonical;
    internal CanonicalModel Inner => _opened.Inner;
    internal SessionFactory Sessions => _opened.Sessions;
    internal Gradients.RuleTable RulesOf(Propagation propagation) => _differentiation.TableOf(propagation);

    private LayerSurvey Survey
    {
        get
        {
            if (!_survey.IsValueCreated) ObjectDisposedException.ThrowIf(_disposed, this);
            return _survey.Value;
        }
    }

    /// <summary>Loads a model file; weights in files beside it are found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is not ONNX, is damaged, or has no image input.</exception>
    /// <exception cref="ArgumentException">The options do not fit the file, or the file needs one that is not given.</exception>
    /// <exception cref="DeviceUnavailableException">CUDA was asked for by name and cannot be used.</exception>
    public static OnnxModel Load(string path, OnnxModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxModel(OpenedModel.From(ModelCodec.Decode(path), Path.GetDirectoryName(Path.GetFullPath(path)), options ??= new()), Path.GetFileNameWithoutExtension(path), options);
    }

    /// <summary>Loads a model from the bytes of its file, with all weights inside.</summary>
    /// <inheritdoc cref="Load(string, OnnxModelOptions?)"/>
    public static OnnxModel Load(ReadOnlyMemory<byte> bytes, OnnxModelOptions? options = null)
    {
        var file = ModelCodec.Decode(bytes.Span, null);
        return new OnnxModel(OpenedModel.From(file, null, options ??= new()), file.Graph.Name is { Length: > 0 } graph ? graph : "model", options);
    }

    /// <summary>Loads a model from a stream of its file, with all weights inside. The stream is read to its end and left open.</summary>
    /// <inheritdoc cref="Load(string, OnnxModelOptions?)"/>
    public static OnnxModel Load(Stream stream, OnnxModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Load(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The count and the number of values do not fit, or a value asked for is neither output nor layer:
    /// the message lists the nearest names.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="InvalidOperationException">The runtime failed, for instance for lack of memory.</exception>
    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Check(images, count);
        var session = Enter(answer);
        try
        {
            session.Run(images, count, answer);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Expected {Name} to answer {count} images, but the runtime failed: {e.Message}", e);
        }
        finally
        {
            session.Exit();
        }
    }

    /// <inheritdoc/>
    /// <remarks>The first call for a set of values builds the gradient graph and its session, which is kept; the last few sets are. Weights of floats may be named as the file names them:
    /// each image's own gradient, of the weight's shape, for which the images run one by one. They have derivatives, and nothing under another <see cref="Propagation"/>.</remarks>
    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null) =>
        Differentiate(images, count, objectives, gradients, answer, Propagation.Derivative);

    /// <inheritdoc/>
    /// <remarks>Where gradients by layers are wanted, the network is run once, and what follows the layers once more for all objectives.</remarks>
    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients) =>
        Differentiate(this, images, count, answer, choose, gradients, Propagation.Derivative);

    /// <inheritdoc/>
    /// <remarks>What follows the layer has a session of its own, made at the first call and kept.</remarks>
    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _differentiation.RunFrom(layer, values, count, answer, images);
    }

    /// <inheritdoc/>
    public IDifferentiableModel Under(Propagation propagation)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        return propagation == Propagation.Derivative ? this : new PropagationView(this, propagation);
    }

    /// <inheritdoc/>
    public LayerInfo FindLayer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Survey.Find(name) ?? throw new ArgumentException($"Expected a layer of {Name}, got '{name}'. {NearestNames.InWords(name, Layers.Select(l => l.Name))}", nameof(name));
    }

    /// <inheritdoc/>
    public OnnxModel Randomized(IReadOnlyList<string> layers, WeightRandomization randomization = WeightRandomization.Normal, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new OnnxModel(_opened.With(LearntWeights.Randomized(Canonical.Model, Canonical.Image, layers, randomization, seed)), Name, _options with { Labels = [.. Labels] });
    }

    /// <summary>The name, what goes in, what comes out, and where it runs.</summary>
    public override string ToString() => $"{Name}: {InputShape} to {string.Join(", ", Outputs)}, {Device}";

    /// <summary>Frees the native memory, once no run is under way any more.</summary>
    public void Dispose()
    {
        _disposed = true;
        _forward.Dispose();
        _layerSessions.Dispose();
        _differentiation.Dispose();
        Sessions.Dispose();
    }

    internal void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer, Propagation propagation)
    {
        Check(images, count);
        _differentiation.Run(images, count, objectives, gradients, answer, propagation);
    }

    internal void Differentiate(IDifferentiableModel view, ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients, Propagation propagation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(choose);
        ArgumentNullException.ThrowIfNull(gradients);
        Check(images, count);
        if (!_differentiation.TryRun(images, count, answer, choose, gradients, propagation))
            IDifferentiableModel.AnswerThenDifferentiate(view, images, count, answer, choose, gradients);
    }

    /// <summary>A layer or an output as it was seen when run; null for other names.</summary>
    internal ValueObservation? Observed(string name) => Survey.Observed(name);

    private void Check(ReadOnlySpan<float> images, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (images.Length != (long)count * InputShape.Length)
            throw new ArgumentException($"Expected {count} images of {InputShape} = {(long)count * InputShape.Length} values, got {images.Length}.", nameof(images));
    }

    /// <summary>Refuses names that are neither outputs nor layers.</summary>
    /// <returns>Whether there is a layer among them.</returns>
    internal bool CheckNames(IEnumerable<string> names)
    {
        bool layers = false;
        foreach (string name in names)
        {
            if (_outputs.ContainsKey(name)) continue;
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Survey.Find(name) is null)
                throw new ArgumentException($"Expected outputs or layers of {Name}, got '{name}'. {NearestNames.InWords(name, [.. Outputs.Select(o => o.Name), .. Layers.Select(l => l.Name)])}", nameof(names));
            layers = true;
        }
        return layers;
    }

    private ForwardSession Enter(ModelAnswer answer)
    {
        var session = CheckNames(answer.Names) ? _layerSessions.Enter(answer.Names, OpenLayers) : _forward.TryEnter() ? _forward : null;
        return session ?? throw new ObjectDisposedException(nameof(OnnxModel));
    }

    private LayerSurvey Look()
    {
        try
        {
            return new LayerSurvey(Inner, Sessions, _single);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Expected {Name} to give out its inner values, but the runtime refuses: {e.Message}", e);
        }
    }

    private ForwardSession OpenLayers(ImmutableArray<string> names)
    {
        var requests = names.Select(name =>
        {
            var seen = _outputs.TryGetValue(name, out var output) ? output : Survey.Observed(name)!;
            return new OutputRequest(name, seen.ElementType, Math.Max(0, seen.BatchAxis), seen.One.Length);
        });
        try
        {
            return SessionOpening.Open(Inner, Sessions, [.. requests], _single).Session;
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Expected {Name} to give out {string.Join(", ", names)}, but the runtime refuses: {e.Message}", e);
        }
    }
}
