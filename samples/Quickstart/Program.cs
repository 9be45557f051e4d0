using Saliency.Samples;

return Sample.Run(args, Arguments.Usage, () => Quickstart.Run(Arguments.Parse(args)));
