const string Usage = "usage: Quickstart [photo…] [--model file.onnx] [--out folder]";

string assets = Path.Combine(AppContext.BaseDirectory, "assets");
Console.WriteLine(Usage);
Console.WriteLine($"sample files: {string.Join(", ", Directory.EnumerateFiles(assets, "*.onnx").Select(Path.GetFileName).Order())}");
