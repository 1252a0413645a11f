import { clipOfImage } from "../base/image_name.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import type { Metrics } from "../evaluation/metrics.ts";
import { leaks } from "../manifest/leaks.ts";
import type { ProtocolSettings } from "../manifest/settings.ts";
import type { Prediction } from "./record.ts";

/**
 * The metrics by clip of a run that was tested image by image: the probabilities of a clip's test images are
 * averaged. `null` of every other run, which is tested by clip.
 */
export function clipMetrics(
  protocol: ProtocolSettings,
  predictions: readonly Prediction[],
  classes: readonly string[],
): Metrics | null {
  if (!leaks(protocol)) return null;
  const clips = [...Map.groupBy(predictions, ({ clip }) => clipOfImage(clip)).values()];
  const predicted = clips.map((images) => {
    // The largest sum is the largest mean.
    const sums = classes.map((_, k) => images.reduce((sum, { probabilities }) => sum + probabilities[k]!, 0));
    return sums.indexOf(Math.max(...sums));
  });
  return evaluate(clips.map(([image]) => classes.indexOf(image!.label)), predicted, classes);
}
