using Saliency.Samples;

return Quickstart.Run(args);
