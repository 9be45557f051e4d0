using Saliency.Samples;

return Sample.Run(args, Arguments.Usage, () => ContactSheet.Run(Arguments.Parse(args)));
