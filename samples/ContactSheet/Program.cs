using Saliency.Samples;

return ContactSheet.Run(args);
