Console.WriteLine("usage: kernels | overhead");
