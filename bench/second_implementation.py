"""Repeats exported runs with PyTorch: the same first weights, batches, decay and dropped units, other code.

    deno task export experiments/deepika2025/raw-clean-k-fold-ravdess.manifest.json --out export
    /usr/bin/python3 bench/second_implementation.py export --out predictions --threads 2
    deno task confirm predictions/*.csv --suite deepika2025 --name pytorch

Needs PyTorch and NumPy (Debian: python3-torch, python3-numpy). Writes OUT/ID.csv (run, clip, predicted, one
probability per class) and OUT/ID.losses.json (the loss of every step, by epoch) for each run; a run that has its
CSV is skipped. The export's README.md describes what is read.
"""
import argparse, csv, functools, json, os, sys, time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


@functools.lru_cache(maxsize=2)
def safetensors(path):
    data = bytearray(Path(path).read_bytes())
    size = int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data, np.float32, (end - begin) // 4, 8 + size + begin)
            tensors[name] = values.reshape(entry["shape"])
    return tensors


def parameters(path):
    """Kernels in PyTorch's order [out, in, height, width]; running statistics need no gradient."""
    weights = {}
    for name, values in safetensors(path).items():
        tensor = torch.from_numpy(values.copy())
        if tensor.dim() == 4:
            tensor = tensor.permute(3, 2, 0, 1).contiguous()
        weights[name] = tensor.requires_grad_(not name.endswith(("/mean", "/variance")))
    return weights


def mix(x):
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7feb352d)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846ca68b)
    return x ^ (x >> np.uint32(16))


def dropout_mask(shape, rate, seed, number):
    """The units of the README's hash; `number` counts the dropout layers from 0."""
    first = np.array([(seed + number * 0x85ebca6b) % 2**32 ^ 0x9e3779b9], np.uint32)
    units = np.arange(np.prod(shape), dtype=np.uint32)
    kept = mix(mix(first) ^ units) >= np.uint32(int(rate * 2**32))
    return torch.from_numpy(kept.reshape(shape).astype(np.float32)) / (1 - rate)


def batch_norm(x, w, name, layer, training):
    gamma, beta, mean, variance = (w[f"{name}/{part}"] for part in ("gamma", "beta", "mean", "variance"))
    if not training:
        return F.batch_norm(x, mean, variance, gamma, beta, False, 0, layer["epsilon"])
    x = x.contiguous()  # channels-last, PyTorch 1.13 sums the statistics in float32: their error is 1e-4
    now_mean, now_variance = torch.zeros_like(mean), torch.zeros_like(variance)
    y = F.batch_norm(x, now_mean, now_variance, gamma, beta, True, 1, layer["epsilon"])
    n = x.numel() / x.shape[1]
    kept = layer["momentum"]  # share of the old; PyTorch calls the rest momentum
    mean.mul_(kept).add_(now_mean, alpha=1 - kept)
    variance.mul_(kept).add_(now_variance, alpha=(1 - kept) * (n - 1) / n)  # PyTorch gives the unbiased one
    return y


def around(layer):
    """Zeros at left, right, top, bottom, as F.pad takes them."""
    top, bottom, left, right = layer["padding"]
    return [left, right, top, bottom]


def forward(layers, w, x, step=None, dropout=None):
    """Logits of images [n, channels, height, width]; `step` is None or the seed and counter of dropout."""
    for layer in layers:
        kind, name = layer["kind"], layer["name"]
        bias = w.get(f"{name}/bias")
        if kind == "conv":
            x = F.conv2d(F.pad(x, around(layer)), w[f"{name}/kernel"], bias, layer["stride"])
        elif kind == "batch-norm":
            x = batch_norm(x, w, name, layer, step is not None)
        elif kind == "relu":
            x = F.relu(x)
        elif kind == "max-pool":
            x = F.max_pool2d(F.pad(x, around(layer), value=-torch.inf), layer["size"], layer["stride"])
        elif kind == "average-pool":
            pool = lambda t: F.avg_pool2d(F.pad(t, around(layer)), layer["size"], layer["stride"])
            x = pool(x) / pool(torch.ones_like(x[:1, :1]))  # cells inside of the image alone
        elif kind == "adaptive-average-pool":
            x = F.adaptive_avg_pool2d(x, layer["size"])
        elif kind == "residual":
            x = forward(layer["main"], w, x, step, dropout) + forward(layer["shortcut"], w, x, step, dropout)
        elif kind == "flatten":
            x = x.permute(0, 2, 3, 1).flatten(1)  # height, width, channel
        elif kind == "dense":
            x = x @ w[f"{name}/kernel"] + (0 if bias is None else bias)
        elif kind == "dropout":
            rate = layer["rate"] if dropout is None else dropout
            if step is not None and rate > 0:
                x = x * dropout_mask(x.shape, rate, step["seed"], step["layers"])
                step["layers"] += 1
        else:
            sys.exit(f"error: cannot apply {name}: no layer is known as {kind}")
    return x


def images_of(folder, run):
    images = torch.from_numpy(safetensors(str(folder / run["images"]["file"]))[run["images"]["tensor"]])
    return images.permute(0, 3, 1, 2).contiguous() if images.dim() == 4 else images


def train(run, images, w, dropout):
    training, layers = run["training"], run["network"]["layers"]
    trained = [t for t in w.values() if t.requires_grad]
    o = training["optimizer"]
    if o["name"] == "adam":
        optimizer = torch.optim.Adam(trained, o["learningRate"], (o["beta1"], o["beta2"]), o["epsilon"])
    else:
        optimizer = torch.optim.SGD(trained, o["learningRate"], o["momentum"])
    rows = torch.tensor(run["train"]["images"])
    labels = torch.tensor([run["clips"][c]["label"] for c in run["train"]["clips"]])
    losses = []
    for epoch, order in enumerate(training["orders"]):
        started = time.time()
        optimizer.param_groups[0]["lr"] = training["learningRates"][epoch]
        losses.append([])
        for number, chosen in enumerate(torch.tensor(order).split(training["batch"])):
            step = {"seed": training["dropoutSeeds"][epoch][number], "layers": 0}
            logits = forward(layers, w, images[rows[chosen]], step, dropout)
            loss = F.cross_entropy(logits, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[-1].append(loss.item())
        print(f"{run['label']}: epoch {epoch + 1} of {training['epochs']}, last loss {losses[-1][-1]:.4f}, "
              f"{time.time() - started:.1f} s", file=sys.stderr, flush=True)
    return losses


def predict(run, images, w):
    """Each tested clip's mean probabilities over its images."""
    rows = torch.tensor(run["test"]["images"])
    with torch.no_grad():
        logits = [forward(run["network"]["layers"], w, images[some]) for some in rows.split(64)]
    sums = {}
    for clip, row in zip(run["test"]["clips"], torch.cat(logits).softmax(1).numpy()):
        total, count = sums.get(clip, (0, 0))
        sums[clip] = (total + row, count + 1)
    return {clip: total / count for clip, (total, count) in sums.items()}


def write_whole(path, text):
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    os.replace(part, path)


def write_csv(path, run, predictions, made_by):
    part = path.with_name(path.name + ".part")
    with open(part, "w", newline="") as file:
        file.write(f"# {json.dumps(made_by)}\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["run", "clip", "predicted", *run["classes"]])
        for clip, p in predictions.items():
            name = run["classes"][int(p.argmax())]
            table.writerow([run["id"], run["clips"][clip]["path"], name, *(f"{v:.6g}" for v in p)])
    os.replace(part, path)


def main():
    parser = argparse.ArgumentParser(description="Repeats exported runs with PyTorch.")
    parser.add_argument("export", type=Path, help="folder that deno task export wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of the predictions")
    parser.add_argument("--runs", nargs="+", help="ids of the runs (default: all)")
    parser.add_argument("--dropout", type=float, help="rate in place of the settings'; 0 drops nothing")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    ids = args.runs or sorted(path.stem for path in (args.export / "runs").glob("*.json"))
    if not ids:
        sys.exit(f"error: there are no runs in {args.export}")
    options = {"dropout": "as in the settings" if args.dropout is None else args.dropout}
    made_by = {"program": "bench/second_implementation.py", "framework": "PyTorch",
               "version": torch.__version__, "options": options}
    for name in ids:
        if (args.out / f"{name}.csv").exists():
            continue
        run = json.loads((args.export / "runs" / f"{name}.json").read_text())
        if run["format"] != 1 or run["training"]["report"] != "last":
            sys.exit(f"error: cannot repeat {name}: it must be of format 1 and report the last epoch")
        images, w = images_of(args.export, run), parameters(str(args.export / run["weights"]["file"]))
        losses = train(run, images, w, args.dropout)
        write_whole(args.out / f"{name}.losses.json", json.dumps(losses) + "\n")
        write_csv(args.out / f"{name}.csv", run, predict(run, images, w), made_by)


if __name__ == "__main__":
    main()
