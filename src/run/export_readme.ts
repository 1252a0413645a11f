/** What stands beside exported runs. */
export const EXPORT_README = `# Exported runs

Everything that another program needs to repeat the runs of an experiment without the one that wrote this
folder. Numbers in safetensors files are float32, row by row.

- \`runs/ID.json\`: one run. It names the two files below and holds everything else:
  - \`classes\`, and \`clips\` with path, speaker and class number (\`label\`);
  - \`train\` and \`test\`: for each image its row in the tensor of images and its clip. A clip's probabilities
    are the mean over its images; the predicted class is the first of the largest;
  - \`network\`: the layers in the order of the forward pass, with kernel, stride and padding (zeros at top,
    bottom, left and right, which differ where a framework's "same" padding does so), momentum and epsilon of
    batch norm, dropout. The last layer gives logits; the loss is the mean cross entropy of their softmax;
  - \`training\`: epochs, batch, optimizer, the learning rate of every epoch, and \`orders\`: the images of every
    epoch in the order of its steps, as positions in \`train\`. Consecutive batches are cut from it; the last one
    of an epoch takes what is left;
  - \`settings\`: every setting as the project has it, for reference.
- \`images/HASH.safetensors\`: tensor \`images\`, \`[images, height, width, channels]\`, ready for the first layer.
  Where \`frozen\` is no \`null\` it holds what these layers, which are not trained, give for each image.
- \`weights/HASH.safetensors\`: first weights. \`LAYER/kernel\` is \`[height, width, in, out]\` of a convolution
  and \`[in, out]\` of a dense layer (after \`flatten\` in the order height, width, channel); \`LAYER/bias\`; of batch
  norm \`LAYER/gamma\`, \`/beta\`, and the running \`/mean\` and \`/variance\`.

Details in which programs differ:

- Batch norm normalises by the biased variance of the batch (divided by the number of values), and its running
  averages take this biased variance too: \`running = momentum * running + (1 - momentum) * batch\`.
- Adam: \`w -= rate * m / (sqrt(v) + epsilon)\` with both moments corrected for their start at zero.
  SGD: \`v = momentum * v + gradient\`, \`w -= rate * v\`.
- Average pooling divides by the cells inside of the image; max pooling takes no padded cell.
- Dropout keeps a unit times \`1 / (1 - rate)\`. To drop the same units: of step \`s\` of epoch \`e\`, unit \`u\` (its
  number in the batch's tensor, row by row) of the \`k\`-th dropout layer (from 0) is dropped where
  \`mix(mix(seed ^ 0x9e3779b9) ^ u) < floor(rate * 2^32)\` with \`seed = dropoutSeeds[e][s] + k * 0x85ebca6b\`,
  all modulo 2^32, and \`mix(x)\`: \`x ^= x >> 16; x *= 0x7feb352d; x ^= x >> 15; x *= 0x846ca68b; x ^= x >> 16\`.
- \`report\` of \`training\`: the probabilities that are reported are those after the last epoch, or
  (\`best-on-test\`) after the first of the epochs with the highest accuracy on the test clips.

Predictions go back as CSV with the columns \`run\`, \`clip\`, \`predicted\` and (or) one column per class with its
probability, below a first line such as
\`# {"program": "bench/second_implementation.py", "framework": "PyTorch", "version": "1.13.1", "options": {}}\`:
\`deno task confirm FILE... --suite SUITE\` compares them with the records.
`;
