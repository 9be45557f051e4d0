using Saliency.Onnx;
using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Attention inside windows, shifted in every second block, with a bias by relative position; 2×2 tokens merge between stages (Liu et al., 2021).</summary>
internal static class SwinNetwork
{
    private const int Patch = 4, Window = 4, Shift = 2, Inside = Window * Window;

    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        int side = Size / Patch, width = 16;
        string x = n.Conv(n.Image, 3, width, (Patch, Patch), stride: Patch, gain: NetworkBuilder.LinearGain, pad: false);
        x = n.LayerNorm(n.Transpose(n.Reshape(x, 1, width, side * side), 0, 2, 1), width);
        x = Block(n, x, side, width, shift: 0);
        x = Block(n, x, side, width, Shift);
        x = Merge(n, x, side, width);
        (side, width) = (side / 2, 2 * width);
        x = Block(n, x, side, width, shift: 0);
        x = Block(n, x, side, width, Shift, last: true);
        string mean = n.Node("ReduceMean", [n.LayerNorm(x, width), n.Integers(1)], Nodes.Integer("keepdims", 0));
        return n.Output(n.Dense(mean, width, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, int side, int width, int shift, bool last = false)
    {
        int windows = side / Window * (side / Window);
        string entering = n.LayerNorm(x, width);
        if (last) entering = n.Called(entering, Features);
        string grid = Roll(n, n.Reshape(entering, 1, side, side, width), shift, side);
        grid = n.Transpose(n.Reshape(grid, 1, side / Window, Window, side / Window, Window, width), 0, 1, 3, 2, 4, 5);
        string seen = Attention(n, n.Reshape(grid, windows, Inside, width), windows, width, width / 8, shift > 0 ? Mask(n, side) : null);
        grid = n.Transpose(n.Reshape(seen, 1, side / Window, side / Window, Window, Window, width), 0, 1, 3, 2, 4, 5);
        grid = Roll(n, n.Reshape(grid, 1, side, side, width), (side - shift) % side, side);
        x = n.Add(x, n.Reshape(grid, 1, side * side, width));
        string hidden = n.Gelu(n.Linear(n.LayerNorm(x, width), width, 2 * width));
        return n.Add(x, n.Linear(hidden, 2 * width, width));
    }

    private static string Attention(NetworkBuilder n, string x, int windows, int width, int heads, string? mask)
    {
        int deep = width / heads;
        string all = n.Transpose(n.Reshape(n.Linear(x, width, 3 * width), windows, Inside, 3, heads, deep), 2, 0, 3, 1, 4);
        string Part(int at) => n.Node("Gather", [all, n.Place(at)], Nodes.Integer("axis", 0));
        string scores = n.Node("MatMul", [n.Node("Mul", [Part(0), n.Scalar(1 / MathF.Sqrt(deep))]), n.Transpose(Part(1), 0, 1, 3, 2)]);
        scores = n.Add(scores, RelativeBias(n, heads));
        if (mask is not null) scores = n.Reshape(n.Add(n.Reshape(scores, 1, windows, heads, Inside, Inside), mask), windows, heads, Inside, Inside);
        string seen = n.Node("MatMul", [n.Node("Softmax", [scores], Nodes.Integer("axis", -1)), Part(2)]);
        return n.Linear(n.Reshape(n.Transpose(seen, 0, 2, 1, 3), windows, Inside, width), width, width);
    }

    // A table with an entry for every offset, looked up for every pair of places.
    private static string RelativeBias(NetworkBuilder n, int heads)
    {
        const int Offsets = (2 * Window) - 1;
        var index = new long[Inside * Inside];
        for (int a = 0; a < Inside; a++)
            for (int b = 0; b < Inside; b++) index[(a * Inside) + b] = (((a / Window) - (b / Window) + Window - 1) * Offsets) + (a % Window) - (b % Window) + Window - 1;
        string picked = n.Node("Gather", [n.Uniform([Offsets * Offsets, heads], -0.5, 0.5), n.Integers(index)], Nodes.Integer("axis", 0));
        string bias = n.Transpose(n.Node("Reshape", [picked, n.Integers(Inside, Inside, heads)]), 2, 0, 1);
        return n.Node("Unsqueeze", [bias, n.Integers(0)]);
    }

    // Places that the roll brought together from opposite edges do not see each other.
    private static string Mask(NetworkBuilder n, int side)
    {
        int across = side / Window;
        int Region(int at) => at < side - Window ? 0 : at < side - Shift ? 1 : 2;
        var mask = new float[across * across * Inside * Inside];
        for (int i = 0; i < mask.Length; i++)
        {
            int window = i / (Inside * Inside), a = i / Inside % Inside, b = i % Inside;
            int At(int place) => (3 * Region((window / across * Window) + (place / Window))) + Region((window % across * Window) + (place % Window));
            mask[i] = At(a) == At(b) ? 0 : -100;
        }
        return n.Graph.Floats($"mask_{n.Graph.Graph.Initializer.Count}", [1, across * across, 1, Inside, Inside], mask);
    }

    private static string Roll(NetworkBuilder n, string x, int shift, int side)
    {
        if (shift == 0) return x;
        for (int axis = 1; axis < 3; axis++) x = n.Concat(axis, n.Slice(x, axis, shift, side), n.Slice(x, axis, 0, shift));
        return x;
    }

    private static string Merge(NetworkBuilder n, string x, int side, int width)
    {
        string grid = n.Reshape(x, 1, side, side, width);
        string Every(int row, int column) => n.Node("Slice", [grid, n.Integers(row, column), n.Integers(side, side), n.Integers(1, 2), n.Integers(2, 2)]);
        string four = n.Reshape(n.Concat(3, Every(0, 0), Every(1, 0), Every(0, 1), Every(1, 1)), 1, side * side / 4, 4 * width);
        return n.Node("MatMul", [n.LayerNorm(four, 4 * width), n.Weights([4 * width, 2 * width], 4 * width, NetworkBuilder.LinearGain)]);
    }
}
