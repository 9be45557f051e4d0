namespace Saliency;

/// <summary>How a plane of a model input came from bytes: <c>value = byte · Scale + Shift</c>.</summary>
/// <param name="Scale">What the byte was multiplied by, not 0.</param>
/// <param name="Shift">What was added.</param>
/// <param name="Channel">Which byte of a pixel it was: 0 red (or grey), 1 green, 2 blue.</param>
internal readonly record struct PlaneScale(double Scale, double Shift, int Channel);
