using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>Opens a session and learns by running it how its values lie; values that are not float32 with the images first are rewritten until they are.</summary>
/// <param name="Session">The session.</param>
/// <param name="Single">Whether it takes one image at a time.</param>
/// <param name="Observed">Each value as the file has it.</param>
/// <param name="Notes">What was found, in sentences.</param>
internal sealed record SessionOpening(ForwardSession Session, bool Single, ImmutableDictionary<string, ValueObservation> Observed, ImmutableArray<string> Notes)
{
    // Operators whose result is as large as what they find.
    private static readonly HashSet<string> Finding = ["NonZero", "NonMaxSuppression", "Unique", "Compress", "Loop", "Scan", "If"];

    /// <summary>Opens the session of the model's outputs.</summary>
    /// <exception cref="ModelFormatException">The runtime refuses the model.</exception>
    public static SessionOpening Open(CanonicalModel model, SessionFactory sessions)
    {
        try
        {
            return Open(model, sessions, model.Outputs, model.FixedBatch == 1);
        }
        catch (OnnxRuntimeException e) when (sessions.Choice.Kind == DeviceKind.Cuda && IsDeviceFault(e))
        {
            throw new DeviceUnavailableException($"Expected CUDA to hold and run the model: {e.Message}", e);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException or NotSupportedException or InvalidOperationException)
        {
            throw new ModelFormatException($"Expected a model that ONNX Runtime can run, but it refuses: {e.Message}", e);
        }
    }

    /// <summary>Opens a session of any values of a model.</summary>
    public static SessionOpening Open(CanonicalModel model, SessionFactory sessions, ImmutableArray<OutputRequest> requests, bool single)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var originals = new Dictionary<string, ValueObservation>();
        while (true)
        {
            var opened = model.Model.Clone();
            string[] names = OutputPass.Apply(opened.Graph, requests);
            PrunePass.Apply(opened.Graph);
            var session = sessions.Create(opened);
            try
            {
                var observed = Observe(session, model, ref single, notes);
                var next = requests.Select((r, i) => Rewritten(r, observed[names[i]])).ToImmutableArray();
                for (int i = 0; i < names.Length; i++) originals.TryAdd(requests[i].Name, observed[names[i]] with { ElementType = ElementOf(requests[i], observed[names[i]]) });
                if (!next.SequenceEqual(requests))
                {
                    requests = next;
                    session.Dispose();
                    continue;
                }
                var view = new GraphView(model.Model.Graph);
                RunValue[] values = [.. requests.Select((r, i) => RunValue.From(r.Name, names[i], observed[names[i]], IsFound(view, r.Name)))];
                return new(new ForwardSession(session, model.Image, model.Shape, single, values), single, originals.ToImmutableDictionary(), notes.ToImmutable());
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
    }

    private static Dictionary<string, ValueObservation> Observe(InferenceSession session, CanonicalModel model, ref bool single, ImmutableArray<string>.Builder notes)
    {
        if (!single)
        {
            try
            {
                var (seen, mixed) = ValueObservation.ObserveApart(session, model.Fed);
                if (mixed is null) return seen;
                single = true;
                notes.Add($"The file leaves the batch open, but output '{mixed}' of one image differs with the image beside it or from run to run, as that of a network "
                    + "saved while it is trained. Images run one at a time.");
            }
            catch (OnnxRuntimeException e)
            {
                single = true;
                notes.Add($"The file leaves the batch open but cannot run two images, so that images run one at a time. The runtime says: {e.Message}");
            }
        }
        return ValueObservation.Observe(session, model.Fed, single: true);
    }

    private static OutputRequest Rewritten(OutputRequest request, ValueObservation seen)
    {
        if (seen.ElementType != (int)DataType.Float)
        {
            if (!Onnx.ElementType.IsNumber(seen.ElementType))
                throw new NotSupportedException($"output '{request.Name}' holds {Onnx.ElementType.Name(seen.ElementType)}, no numbers.");
            request = request with { ElementType = seen.ElementType };
        }
        return request.BatchAxis == 0 && seen.BatchAxis > 0 ? request with { BatchAxis = seen.BatchAxis, Rank = seen.One.Length } : request;
    }

    private static int ElementOf(OutputRequest request, ValueObservation seen) =>
        request.ElementType == (int)DataType.Undefined ? seen.ElementType : request.ElementType;

    private static bool IsFound(GraphView view, string value) =>
        view.AncestorsOf([value]).Any(a => view.Producer(a) is { } node && Finding.Contains(node.OpType));

    private static bool IsDeviceFault(OnnxRuntimeException e) =>
        e.Message.Contains("CUDA", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("CUDNN", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("cublas", StringComparison.OrdinalIgnoreCase);
}
