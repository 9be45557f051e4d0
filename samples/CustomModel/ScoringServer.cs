using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Saliency;

namespace CustomModel;

/// <summary>Serves a model on the loopback interface until it is disposed. It stands for a service that you cannot look into.</summary>
internal sealed class ScoringServer : IAsyncDisposable
{
    private readonly IModel _model;
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public ScoringServer(IModel model)
    {
        _model = model;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        try
        {
            byte[] body = context.Request.Url!.AbsolutePath switch
            {
                "/model" => JsonSerializer.SerializeToUtf8Bytes(Card(), JsonSerializerOptions.Web),
                "/scores" => Scores(await ReadAsync(context.Request.InputStream)),
                _ => [],
            };
            if (body.Length == 0) response.StatusCode = 404;
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(body);
        }
        catch (Exception e) when (e is ArgumentException or IOException or HttpListenerException)
        {
            response.StatusCode = 400;
        }
    }

    private ModelCard Card()
    {
        var (output, shape) = (_model.Outputs[0], _model.InputShape);
        string[] labels = [.. Enumerable.Range(0, output.Length).Select(i => i < _model.Labels.Count ? _model.Labels[i] : $"class {i}")];
        return new ModelCard(_model.Name, shape.Channels, shape.Height, shape.Width, output.Name, output.Kind, labels);
    }

    private byte[] Scores(byte[] images)
    {
        int each = _model.InputShape.Length * sizeof(float);
        if (images.Length == 0 || images.Length % each != 0) throw new ArgumentException($"Expected whole images of {each} bytes, got {images.Length}.");
        var answer = new ModelAnswer(_model.Outputs[0].Name);
        int count = images.Length / each;
        _model.Run(MemoryMarshal.Cast<byte, float>(images), count, answer);
        return [.. Enumerable.Range(0, count).SelectMany(i => MemoryMarshal.AsBytes(answer[0, i]).ToArray())];
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
