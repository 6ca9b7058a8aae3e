"""From texts to unit vectors.

    model ── export (once per model: torch, sentence-transformers) ──▶ a folder
                                                                         │
    runtime (build, ask, serve: ONNX Runtime and tokenizers only) ◀──────┘

`model` knows where a model's files are, `export` turns them into the folder that every vector is
made with afterwards, `quantise` makes its arithmetic small, `runtime` runs it. Nothing is imported
here, so that a service never loads torch.
"""
