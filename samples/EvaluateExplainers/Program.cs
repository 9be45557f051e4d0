using Saliency.Samples;

return Sample.Run(args, Arguments.Usage, () => EvaluateExplainers.Run(Arguments.Parse(args)));
