"""From texts to unit vectors.

    model ── export (once per model: torch, sentence-transformers) ──▶ a folder
                                                                         │
    runtime (build, ask, serve: ONNX Runtime and tokenizers only) ◀──────┘

`model` knows where a model's files are, `export` turns them into the folder that every vector is
made with afterwards, `quantise` makes its arithmetic small, `runtime` runs it. With the weights of
`adapter` the model becomes a `reader` as well, which reads a question and a sentence together.
Nothing of ours is imported here, so that a service never loads torch.
"""

import os

# Its packages for Linux (1.31, at least) count what a process does with which model, keep that in a
# database under ~/.cache, and send it to their maker. This is read as they load, and has them not
# begin; the functions that turn it off afterwards come too late for the database.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
