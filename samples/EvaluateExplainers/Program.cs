using Saliency.Samples;

return EvaluateExplainers.Run(args);
