using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;

namespace Saliency.Tests.Contracts;

/// <summary>An explainer that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Make">Makes it of a model.</param>
/// <param name="Perturbs">It asks about changed images through the perturbation loop.</param>
/// <param name="ZeroForConstantModel">Theory says that a model which always answers the same gets a map of zeros.</param>
internal sealed record ExplainerSubject(string Label, Func<IPropagatingModel, IExplainer> Make, bool Perturbs = false, bool ZeroForConstantModel = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map under a model that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Make">Makes it of a model.</param>
/// <param name="AsksOnce">It asks about one changed image only, so that there is no half way.</param>
/// <param name="LevelMatters">A map's level means something to it, so that constant maps differ.</param>
internal sealed record ModelMetricSubject(string Label, Func<IModel, IModelMetric> Make, bool AsksOnce = false, bool LevelMatters = false)
{
    public override string ToString() => Label;
}

/// <summary>Which part of the truth a metric is about; a map of that part is the best there is.</summary>
internal enum TruthPart { Density, Region, Fixations }

/// <summary>What may be done to a map without changing a metric.</summary>
internal enum Invariance { None, PositiveAffine, Order }

/// <summary>A metric of a map against the truth that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Part">What it is about.</param>
/// <param name="Invariance">What it does not see.</param>
/// <param name="ReversedIsWorst">Theory says that the best map reversed scores no better than chance.</param>
internal sealed record GroundTruthMetricSubject(
    string Label, IGroundTruthMetric Metric, TruthPart Part = TruthPart.Density, Invariance Invariance = Invariance.None, bool ReversedIsWorst = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map alone that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Metric">The metric.</param>
/// <param name="OfMagnitudes">It looks at magnitudes alone, on no scale, and an even map is the worst.</param>
internal sealed record MapMetricSubject(string Label, IMapMetric Metric, bool OfMagnitudes = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of an explainer that the contract tests hold to its promises.</summary>
internal sealed record ExplainerMetricSubject(string Label, Func<IModel, IExplainerMetric> Make)
{
    public override string ToString() => Label;
}

/// <summary>Every explainer and every metric of the library: a new one needs a line here.</summary>
internal static class Subjects
{
    private static IReadOnlyList<(ModelInput Input, SaliencyMap Map)> Others =>
        [.. Enumerable.Range(40, 5).Select(seed => (Pattern.Input(new ImageShape(3, 12, 10), seed), Pattern.Map(12, 10, seed)))];

    public static IReadOnlyList<ExplainerSubject> Explainers { get; } =
    [
        new("ActivationMap", m => new ActivationMap(m)),
        new("AttentionRollout", m => new AttentionRollout(new AttentiveModel(m))),
        new("AttentionRollout discarding", m => new AttentionRollout(new AttentiveModel(m), new AttentionRolloutOptions { Fusion = HeadFusion.Maximum, DiscardRatio = 0.5 })),
        new("EigenCam", m => new EigenCam(m)),
        new("Fem binary", m => new Fem(m, new FemOptions { K = 1 })),
        new("Fem weighted", m => new Fem(m, new FemOptions { Algorithm = FemAlgorithm.Weighted, K = 1 })),
        new("KpcaCam", m => new KpcaCam(m)),
        new("ClassActivationMapping", m => new ClassActivationMapping(m)),
        new("GradCam", m => new GradCam(m)),
        new("GradCam eigen smooth", m => new GradCam(m, new GradCamOptions { EigenSmooth = true })),
        new("GradCam fused", m => new GradCam(m, new GradCamOptions { Layers = ["features", "features"], Fusion = CamFusion.Product })),
        new("GradCamPlusPlus", m => new GradCamPlusPlus(m)),
        new("SmoothGradCamPlusPlus", m => new SmoothGradCamPlusPlus(m)),
        new("XGradCam", m => new XGradCam(m)),
        new("LayerCam", m => new LayerCam(m)),
        new("HiResCam", m => new HiResCam(m)),
        new("ElementWiseCam", m => new ElementWiseCam(m)),
        new("EigenGradCam", m => new EigenGradCam(m)),
        new("SegEigenCam", m => new SegEigenCam(m)),
        // The sum of its planes happens to be negative everywhere, which makes a map of zeros; their component is not.
        new("FinerCam", m => new FinerCam(m, new FinerCamOptions { EigenSmooth = true })),
        new("ScoreCam", m => new ScoreCam(m), Perturbs: true),
        new("SmoothedScoreCam", m => new SmoothedScoreCam(m, new SmoothedScoreCamOptions { Samples = 3 }), Perturbs: true),
        new("IntegratedScoreCam", m => new IntegratedScoreCam(m, new IntegratedScoreCamOptions { Steps = 3 }), Perturbs: true),
        new("AblationCam", m => new AblationCam((IResumableModel)m), Perturbs: true),
        new("AblationCam below minimum", m => new AblationCam((IResumableModel)m, new AblationCamOptions { Ablation = ChannelAblation.BelowMinimum }), Perturbs: true),
        new("ReciproCam", m => new ReciproCam((IResumableModel)m), Perturbs: true),
        new("ReciproCam Gaussian", m => new ReciproCam((IResumableModel)m, new ReciproCamOptions { Mask = ReciproMask.Gaussian }), Perturbs: true),
        new("AugmentationSmooth", m => new AugmentationSmooth(m, new GradCam(m))),
        new("GradientRollout", m => new GradientRollout(new AttentiveModel(m))),
        new("LeGrad", m => new LeGrad(new AttentiveModel(m))),
        new("BlurIntegratedGradients", m => new BlurIntegratedGradients(m, new BlurIntegratedGradientsOptions { Steps = 11, MaximumSigmaPixels = 4 })),
        new("Gradient", m => new Gradient(m)),
        new("GradientShap", m => new GradientShap(m, [Pattern.Input(m.InputShape, 21), Pattern.Input(m.InputShape, 22)], new GradientShapOptions { SampleCount = 23, LocalSmoothing = 0.1 }), Perturbs: true),
        new("GradientTimesInput", m => new GradientTimesInput(m)),
        new("GuidedIntegratedGradients", m => new GuidedIntegratedGradients(m, new GuidedIntegratedGradientsOptions { Steps = 11 })),
        new("IntegratedGradients", m => new IntegratedGradients(m)),
        new("IntegratedGradients probability", m => new IntegratedGradients(m, new IntegratedGradientsOptions { Steps = 11, Scale = ScoreScale.Probability, Baseline = Baseline.ChannelMean })),
        new("InternalInfluence", m => new InternalInfluence(m, new InternalInfluenceOptions { Steps = 11 }), Perturbs: true),
        new("LayerActivationTimesGradient", m => new LayerActivationTimesGradient(m)),
        new("LayerConductance", m => new LayerConductance(m, new LayerConductanceOptions { Steps = 11 })),
        new("LayerConductance captum", m => new LayerConductance(m, new LayerConductanceOptions { Steps = 11, Rule = ConductanceRule.Captum })),
        new("Aise", m => new Aise(m, AiseOptions.Speed), Perturbs: true),
        new("Aise on grey", m => new Aise(m, new AiseOptions { PlacesPerWidth = 30, KernelWidths = [0.2, 0.4], Epsilon = 0, Baseline = Baseline.ChannelMean, Scale = ScoreScale.Native }), Perturbs: true),
        new("Occlusion mean", m => new Occlusion(m), Perturbs: true),
        new("Occlusion sum", m => new Occlusion(m, new OcclusionOptions { Overlap = OverlapRule.Sum, Fit = WindowFit.Whole, Imputer = Baseline.ChannelMean }), Perturbs: true),
        new("GuidedBackpropagation", m => new GuidedBackpropagation(m)),
        new("Deconvolution", m => new Deconvolution(m)),
        new("GuidedGradCam", m => new GuidedGradCam(m)),
        new("GuidedGradCam bilinear", m => new GuidedGradCam(m, new GuidedGradCamOptions { Enlargement = CamEnlargement.Bilinear })),
        new("DeepLift", m => new DeepLift(m)),
        new("DeepLift mean", m => new DeepLift(m, new DeepLiftOptions { Baseline = Baseline.ChannelMean, Reduction = ChannelReduction.Norm })),
        new("DeepShap", m => new DeepShap(m, new DeepShapOptions { Background = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(0.5f)] })),
        new("LayerwiseRelevance", m => new LayerwiseRelevance(m)),
        new("ExcitationBackprop", m => new ExcitationBackprop(m)),
        new("FullGrad", m => new FullGrad(m)),
        new("ExactShapley", m => new ExactShapley(m, new ExactShapleyOptions { Segmenter = Grid(2, 3) }), Perturbs: true),
        new("ExactShapley Banzhaf", m => new ExactShapley(m, new ExactShapleyOptions { Segmenter = Grid(3, 2), Index = PowerIndex.Banzhaf }), Perturbs: true),
        // A model that always answers the same leaves the mask to its area.
        new("ExtremalPerturbation", m => new ExtremalPerturbation(m, new ExtremalPerturbationOptions { Iterations = 12, StepPixels = 2, SigmaPixels = 3, BlurSigmaPixels = 4 }), Perturbs: true, ZeroForConstantModel: false),
        new("ExtremalPerturbation dual", m => new ExtremalPerturbation(m, new ExtremalPerturbationOptions
        {
            Areas = [0.1, 0.3], Iterations = 6, StepPixels = 3, SigmaPixels = 4, Game = ExtremalGame.Dual, Baseline = Baseline.ChannelMean, Jitter = false, Scale = ScoreScale.Probability,
        }), Perturbs: true, ZeroForConstantModel: false),
        new("FeatureAblation", m => new FeatureAblation(m, new FeatureAblationOptions { Segmenter = Grid(4, 5), Imputer = Baseline.ChannelMean }), Perturbs: true),
        new("Hsic", m => new Hsic(m, new HsicOptions { Segmenter = Grid(4, 3), SampleCount = 60 }), Perturbs: true),
        new("KernelShap all", m => new KernelShap(m, new KernelShapOptions { Segmenter = Grid(2, 4) }), Perturbs: true),
        new("KernelShap sampled", m => new KernelShap(m, new KernelShapOptions { Segmenter = Grid(4, 4), SampleCount = 150, UntilError = 0.01 }), Perturbs: true),
        new("Lime", m => new Lime(m, new LimeOptions { Segmenter = Grid(3, 4), SampleCount = 100 }), Perturbs: true),
        new("Lime inpainted", m => new Lime(m, new LimeOptions { Segmenter = Grid(3, 4), SampleCount = 60, Imputer = Imputer.Telea() }), Perturbs: true),
        new("Lime lasso", m => new Lime(m, new LimeOptions
        {
            Segmenter = Grid(4, 4), SampleCount = 300, Distance = LimeDistance.Euclidean, Regression = LimeRegression.Lasso, Penalty = 0.001,
            FeatureCount = 10, Imputer = Baseline.Zero, UntilError = 0.2,
        }), Perturbs: true),
        new("PartitionShap imputed", m => new PartitionShap(m, new PartitionShapOptions { MaximumRuns = 60, Imputer = Imputer.NoisyLinear() }), Perturbs: true),
        new("PartitionShap", m => new PartitionShap(m, new PartitionShapOptions { MaximumRuns = 120 }), Perturbs: true),
        new("ShapleySampling", m => new ShapleySampling(m, new ShapleySamplingOptions { Segmenter = Grid(3, 3), OrderCount = 33, UntilError = 0.05 }), Perturbs: true),
        new("Sobol", m => new Sobol(m, new SobolOptions { Segmenter = Grid(3, 2), DesignCount = 70, UntilError = 0.3 }), Perturbs: true),
        new("Occlusion inpainted", m => new Occlusion(m, new OcclusionOptions { Window = (4, 4), Stride = (4, 3), Channel = 1, Imputer = Imputer.NavierStokes() }), Perturbs: true),
        new("Occlusion biharmonic", m => new Occlusion(m, new OcclusionOptions { Window = (4, 4), Stride = (4, 3), Imputer = Imputer.Biharmonic() }), Perturbs: true),
        new("Occlusion ellipse", m => new Occlusion(m, new OcclusionOptions { Window = (5, 4), Shape = WindowShape.Ellipse }), Perturbs: true),
        new("FeaturePermutation", m => new FeaturePermutation(m, new FeaturePermutationOptions { Segmenter = Grid(3, 2) }), Perturbs: true),
        // A constant model makes RISE's map the cover of the masks: flat only in the limit.
        new("Rise", m => new Rise(m, new RiseOptions { MaskCount = 100 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise until", m => new Rise(m, new RiseOptions { MaskCount = 1000, UntilError = 0.2 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise colours", m => new Rise(m, new RiseOptions { MaskCount = 50, KeepProbability = null, Baselines = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(1)] }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise realized", m => new Rise(m, new RiseOptions { MaskCount = 100, Normalization = MaskNormalization.Realized, Border = MaskBorder.Clamp }), Perturbs: true, ZeroForConstantModel: false),
        // It changes a layer: a model that does not look at the image still looks at that.
        new("VitReciproCam", m => new VitReciproCam(new AttentiveModel(m)), Perturbs: true, ZeroForConstantModel: false),
        new("Smooth gradient", m => new Smooth(m, new Gradient(m))),
        new("Smooth GradCam", m => new Smooth(m, new GradCam(m), new SmoothOptions { SampleCount = 5 })),
        new("Smooth conductance, variance", m => new Smooth(m, new LayerConductance(m, new LayerConductanceOptions { Steps = 3 }), new SmoothOptions { Statistic = SmoothStatistic.Variance, SampleCount = 5 })),
        new("Xrai", m => new Xrai(m, new XraiOptions { Steps = 11, MinimumNewPixels = 5, Segmentation = new() { DilationPixels = 1 } })),
        new("Xrai fast, of the gradient", m => new Xrai(new Gradient(m), new XraiOptions { Algorithm = XraiAlgorithm.Fast, MinimumNewPixels = 5, Segmentation = new() { DilationPixels = 1 } })),
    ];

    private static GridSegmenter Grid(int rows, int columns) => new(new GridSegmenterOptions { Rows = rows, Columns = columns });

    public static IReadOnlyList<ModelMetricSubject> ModelMetrics { get; } =
    [
        new("AverageDrop", m => new AverageDrop(m), AsksOnce: true),
        new("AverageGain", m => new AverageGain(m, new ConfidenceOptions { Occluded = OccludedPart.Subject }), AsksOnce: true),
        new("Deletion", m => new Deletion(m)),
        new("Deletion noise", m => new Deletion(m, new DeletionOptions { Imputer = Baseline.GaussianNoise() })),
        new("DropInConfidence", m => new DropInConfidence(m, new ConfidenceOptions { Threshold = 0.5, Imputer = Imputer.Telea() }), AsksOnce: true),
        new("FaithfulnessCorrelation", m => new FaithfulnessCorrelation(m, new FaithfulnessCorrelationOptions { Runs = 10, SubsetPixels = 20 })),
        new("FaithfulnessEstimate", m => new FaithfulnessEstimate(m)),
        new("IncreaseInConfidence", m => new IncreaseInConfidence(m), AsksOnce: true),
        new("Infidelity", m => new Infidelity(m, new InfidelityOptions { Runs = 10 }), LevelMatters: true),
        new("Insertion", m => new Insertion(m)),
        new("Insertion biharmonic", m => new Insertion(m, new InsertionOptions { Imputer = Imputer.Biharmonic() })),
        new("Insertion inpainting", m => new Insertion(m, new InsertionOptions { Imputer = Imputer.NavierStokes() })),
        new("Monotonicity", m => new Monotonicity(m)),
        new("MonotonicityCorrelation", m => new MonotonicityCorrelation(m)),
        new("MuFidelity", m => new MuFidelity(m, new MuFidelityOptions { Runs = 12, Cells = 3 })),
        new("Pic AIC", m => new Pic(m, new PicOptions { Score = PicScore.Accuracy, Imputer = Baseline.ChannelMean })),
        new("Pic SIC", m => new Pic(m, new PicOptions { Imputer = Baseline.ChannelMean })),
        new("PixelFlipping", m => new PixelFlipping(m, new OrderedRemovalOptions { StepPixels = 7 })),
        new("RegionPerturbation", m => new RegionPerturbation(m, options: new PatchRemovalOptions { PatchPixels = 4 })),
        new("Road", m => new Road(m)),
        new("Road MoRF", m => new Road(m, new RoadOptions { Order = RemovalOrder.MostRelevantFirst })),
        new("Selectivity", m => new Selectivity(m, new PatchRemovalOptions { PatchPixels = 5 })),
        new("Completeness", m => new Completeness(m), AsksOnce: true, LevelMatters: true),
        new("Consistency", m => new Consistency(m, Others), AsksOnce: true),
        new("Irof", m => new Irof(m, new GridSegmenter(new GridSegmenterOptions { Rows = 3, Columns = 3 }))),
        new("NonSensitivity", m => new NonSensitivity(m, new NonSensitivityOptions { Threshold = 0.05 }), LevelMatters: true),
        new("Sufficiency", m => new Sufficiency(m, Others), AsksOnce: true, LevelMatters: true),
        new("SensitivityN", m => new SensitivityN(m, new SensitivityNOptions { Shares = [0.1, 0.5], Runs = 6 })),
    ];

    public static IReadOnlyList<ExplainerMetricSubject> ExplainerMetrics { get; } =
    [
        new("Adcc", m => new Adcc(m)),
        new("Arcc", m => new Arcc(m)),
        new("Coherency", m => new Coherency(m)),
        new("MaxSensitivity", m => new MaxSensitivity(m)),
        new("AverageSensitivity", m => new AverageSensitivity(m)),
        new("LocalLipschitz", m => new LocalLipschitz(m)),
        new("Continuity", m => new Continuity(m, new ContinuityOptions { Steps = 4, Imputer = Baseline.ChannelMean })),
        new("RelativeInputStability", m => new RelativeInputStability(m)),
        new("RelativeOutputStability", m => new RelativeOutputStability(m)),
        new("RelativeRepresentationStability", m => new RelativeRepresentationStability((ILayeredModel)m)),
        new("ParameterRandomization", m => new ParameterRandomization<LinearModel>((LinearModel)m, copy => new Occlusion(copy))),
        new("ParameterRandomization smooth", m => new ParameterRandomization<LinearModel>((LinearModel)m, copy => new Occlusion(copy), new ParameterRandomizationOptions { NoisySamples = 5, Order = RandomizationOrder.Independent, Similarity = MapSimilarity.StructuralSimilarity })),
        new("EfficientParameterRandomization", m => new EfficientParameterRandomization<LinearModel>((LinearModel)m, copy => new Occlusion(copy))),
        new("EfficientParameterRandomization rule", m => new EfficientParameterRandomization<LinearModel>((LinearModel)m, copy => new Occlusion(copy), new EfficientParameterRandomizationOptions { Rule = BinRule.FreedmanDiaconis })),
        new("RandomLogit", m => new RandomLogit(m)),
        new("InputInvariance", m => new InputInvariance(m, new Occlusion(m), 0.5f)),
    ];

    public static IReadOnlyList<GroundTruthMetricSubject> GroundTruthMetrics { get; } =
    [
        new("MeanAbsoluteError", new MeanAbsoluteError(), Invariance: Invariance.PositiveAffine),
        new("RootMeanSquareError", new RootMeanSquareError(), Invariance: Invariance.PositiveAffine),
        new("PearsonCorrelation", new PearsonCorrelation(), Invariance: Invariance.PositiveAffine),
        new("SpearmanCorrelation", new SpearmanCorrelation(), Invariance: Invariance.Order),
        new("KendallCorrelation", new KendallCorrelation(), Invariance: Invariance.Order),
        new("StructuralSimilarity", new StructuralSimilarity(), Invariance: Invariance.PositiveAffine),
        new("Similarity", new Similarity()),
        new("Similarity always shifted", new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always }), Invariance: Invariance.PositiveAffine),
        new("KullbackLeiblerDivergence", new KullbackLeiblerDivergence()),
        new("KullbackLeiblerDivergence additive", new KullbackLeiblerDivergence(new KullbackLeiblerDivergenceOptions { Rule = KullbackLeiblerRule.Additive })),
        // Far is worse than opposite: how far depends on where the density lies.
        new("EarthMoversDistance", new EarthMoversDistance(), ReversedIsWorst: false),
        new("EarthMoversDistance reduced", new EarthMoversDistance(new EarthMoversDistanceOptions { MostCells = 5 }), ReversedIsWorst: false),
        new("NormalizedScanpathSaliency", new NormalizedScanpathSaliency(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("NormalizedScanpathSaliency sample", new NormalizedScanpathSaliency(new NormalizedScanpathSaliencyOptions { Deviation = DeviationKind.Sample }), TruthPart.Fixations, Invariance.PositiveAffine),
        new("InformationGain", new InformationGain(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("AucJudd", new AucJudd(), TruthPart.Fixations, Invariance.Order),
        // Fixations that all lie at the map's minimum leave this curve no point between its ends: ½.
        new("AucJudd ties together", new AucJudd(new AucJuddOptions { Ties = FixationTies.Together }), TruthPart.Fixations, Invariance.Order, ReversedIsWorst: false),
        new("AucJudd jitter", new AucJudd(new AucJuddOptions { Jitter = 1e-7 }), TruthPart.Fixations, Invariance.Order),
        new("AucUniform", new AucUniform(), TruthPart.Fixations, Invariance.Order),
        new("AucBorji", new AucBorji(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("ShuffledAuc", new ShuffledAuc(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("ShuffledAuc all", new ShuffledAuc(new ShuffledAucOptions { Negatives = ShuffledNegatives.All }), TruthPart.Fixations, Invariance.Order),
        new("TopFractionIoU", new TopFractionIoU(), TruthPart.Region, Invariance.Order),
        new("ThresholdIoU", new ThresholdIoU(), TruthPart.Region, Invariance.PositiveAffine),
        new("Dice", new Dice(), TruthPart.Region, Invariance.Order),
        new("SaliencyCoverage", new SaliencyCoverage(), TruthPart.Region, Invariance.Order),
        new("ThresholdIoU Otsu", new ThresholdIoU(new ThresholdIoUOptions { Threshold = null }), TruthPart.Region, Invariance.None),
        new("SaliencyCoverage threshold", new SaliencyCoverage(new SaliencyCoverageOptions { Salient = SalientPixels.Above(0.5) }), TruthPart.Region, Invariance.PositiveAffine),
        new("GroundTruthCoverage", new GroundTruthCoverage(), TruthPart.Region, Invariance.Order),
        new("PointingGame", new PointingGame(), TruthPart.Region, Invariance.Order),
        new("PointingGame tolerant", new PointingGame(new PointingGameOptions { TolerancePixels = 1.5, Peak = PeakRule.Any }), TruthPart.Region, Invariance.Order, ReversedIsWorst: false),
        new("EnergyPointingGame", new EnergyPointingGame(), TruthPart.Region),
        // Sums of both signs cancel: a random map can hold more than everything in the region.
        new("RelevanceMassAccuracy", new RelevanceMassAccuracy(new RelevanceMassAccuracyOptions { Sign = RelevanceSign.Absolute }), TruthPart.Region),
        new("RelevanceRankAccuracy", new RelevanceRankAccuracy(), TruthPart.Region, Invariance.Order),
        new("TopKIntersection", new TopKIntersection(new TopKIntersectionOptions { K = 10 }), TruthPart.Region, Invariance.Order),
        new("TopKIntersection influence", new TopKIntersection(new TopKIntersectionOptions { K = 10, ConceptInfluence = true }), TruthPart.Region, Invariance.Order),
        new("RegionAuc", new RegionAuc(), TruthPart.Region, Invariance.Order),
        new("Focus", new Focus(), TruthPart.Region),
    ];

    public static IReadOnlyList<MapMetricSubject> MapMetrics { get; } =
    [
        // The mean of the map scaled to 0..1; a constant one is scaled to zeros.
        new("MeanSaliency", new MeanSaliency(), OfMagnitudes: false),
        new("Sparseness", new Sparseness()),
        new("Complexity", new Complexity()),
        new("EffectiveComplexity", new EffectiveComplexity(new EffectiveComplexityOptions { Threshold = 0.5 })),
    ];
}
