using System.Net.Http.Json;
using System.Runtime.InteropServices;
using Saliency;

namespace CustomModel;

/// <summary>What the service says of itself.</summary>
internal sealed record ModelCard(string Name, int Channels, int Height, int Width, string Output, ScoreKind Kind, string[] Labels);

/// <summary>A model behind an address: <c>GET model</c> describes it, <c>POST scores</c> answers a batch of floats with floats.</summary>
internal sealed class HttpModel : IModel, IDisposable
{
    private readonly HttpClient _client;
    private readonly ModelCard _card;

    private HttpModel(HttpClient client, ModelCard card)
    {
        (_client, _card) = (client, card);
        Outputs = [new OutputInfo(card.Output, [card.Labels.Length], card.Kind)];
    }

    public string Name => _card.Name;

    public ImageShape InputShape => new(_card.Channels, _card.Height, _card.Width);

    public IReadOnlyList<OutputInfo> Outputs { get; }

    public IReadOnlyList<string> Labels => _card.Labels;

    /// <summary>Asks the service what it is. No call takes longer than the time given.</summary>
    public static async Task<HttpModel> ConnectAsync(Uri address, TimeSpan timeout)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = timeout };
        try
        {
            return new HttpModel(client, await client.GetFromJsonAsync<ModelCard>("model") ?? throw new HttpRequestException("Expected a description of the model, got null."));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "scores") { Content = new ByteArrayContent(MemoryMarshal.AsBytes(images).ToArray()) };
        // A connection for each batch: a listener closes one that waited while the explainer was busy, just as it is used again.
        request.Headers.ConnectionClose = true;
        using var response = _client.Send(request);
        response.EnsureSuccessStatusCode();
        using var body = response.Content.ReadAsStream();
        body.ReadExactly(MemoryMarshal.AsBytes(answer.Prepare(answer.IndexOf(_card.Output), count, _card.Labels.Length)));
    }

    public void Dispose() => _client.Dispose();
}
