// Runs a model that was saved with its explanation: node run.mjs MODEL.onnx INPUT.f32 [MAP.f32]
// INPUT.f32 holds the numbers of one image, N×C×H×W float32; MAP.f32 receives those of the map. Needs the package onnxruntime-node.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { InferenceSession, Tensor } = createRequire(import.meta.url)(process.env.SALIENCY_ORT_NODE ?? "onnxruntime-node");
const [model, input, output] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const metadata = session.inputMetadata[0];
const bytes = readFileSync(input);
const image = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const answers = await session.run({ [session.inputNames[0]]: new Tensor("float32", image, [1, ...metadata.shape.slice(1)]) });

const scores = answers[session.outputNames[0]].data;
const best = scores.reduce((top, score, i) => (score > scores[top] ? i : top), 0);
const { data: map, dims } = answers.saliency;
const peak = map.reduce((top, value, i) => (value > map[top] ? i : top), 0);
console.log(`class ${best}, score ${scores[best].toFixed(3)}`);
console.log(`map ${dims.join("×")}, highest at row ${Math.floor(peak / dims[3])}, column ${peak % dims[3]}`);
if (output) writeFileSync(output, Buffer.from(map.buffer, map.byteOffset, map.byteLength));
