"""``auxadvisor embed``: embeddings of a language from its raw text."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import FILE, FOLDER, Direction, Encoding, option
from auxadvisor.cli.output import Format, OutputFormat, check_folder, emit, given
from auxadvisor.errors import SettingsError
from auxadvisor.json_values import Json

if TYPE_CHECKING:
    from auxadvisor.cli.progress import Advance
    from auxadvisor.language_models.char_lstm_training import CurvePoint

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Train embeddings of a language from its raw text.\n\n"
    "Where a language has none, this is the first step of the paper's decision flow (Figure 3): "
    "train monolingual embeddings, then rank and recommend with them.",
)

LM_EPILOG = """Examples:

auxadvisor embed lm --text wiki.fi.txt.xz --output models/fi

auxadvisor embed lm --text wiki.fi.txt --output models/fi --hidden-size 512 --characters 50000000

auxadvisor rank --target sv --corpus train.conll --aux-lm fi=models/fi/forward --candidates fi,de
--measures flair-perplexity"""


@app.command("lm", epilog=LM_EPILOG)
def language_model(
    text: Annotated[
        Path, option("Raw text, a sentence a line, also .gz, .xz or .bz2.", "--text", metavar=FILE)
    ],
    output: Annotated[Path, option("For the models; is made.", "--output", metavar=FOLDER)],
    direction: Annotated[
        Direction, option("Which way the model reads; FLAIR embeddings want both.", "--direction")
    ] = Direction.both,
    hidden_size: Annotated[
        int, option("Units of the LSTM; FLAIR's large models have 2048.", "--hidden-size", 1)
    ] = 256,
    embedding_size: Annotated[
        int, option("Of a character's vector; FLAIR's have 100.", "--embedding-size", 1)
    ] = 64,
    characters: Annotated[
        int,
        option("Read in training in all; a text is read as often as it takes.", "--characters", 1),
    ] = 12_000_000,
    rows: Annotated[int, option("Texts read side by side.", "--rows", 1)] = 32,
    sequence: Annotated[int, option("Characters of each row in a step.", "--sequence", 1)] = 64,
    learning_rate: Annotated[float, option("Of AdamW, at its height.", "--learning-rate")] = 0.01,
    dropout: Annotated[float, option("As in FLAIR, whose is 0.1.", "--dropout")] = 0.0,
    min_count: Annotated[
        int, option("Occurrences that put a character in the dictionary.", "--min-count", 1)
    ] = 20,
    tokenised: Annotated[
        bool, option("The text's tokens are one space apart already.", "--tokenised")
    ] = False,
    seed: Annotated[int, option("Settles the run.", "--seed", 0)] = 1,
    device: Annotated[str, option("auto, cpu, cuda or mps.", "--device")] = "auto",
    encoding: Encoding = "utf-8",
    format: OutputFormat = Format.table,
) -> None:
    """Train a FLAIR-architecture character language model, forward and backward.

    Writes forward.safetensors and forward.json (sizes, dictionary, settings, learning curve) and
    the same for backward. Every fiftieth line is held out; the weights that predict it best are
    kept. Interrupted, the same command goes on where it was; finished, it trains nothing anew.
    """
    from dataclasses import replace
    from functools import partial

    from auxadvisor.cli.embed_output import LANGUAGE_MODEL_FORMATS
    from auxadvisor.cli.progress import bar
    from auxadvisor.inputs import read_lines
    from auxadvisor.language_models.char_lstm import device_named
    from auxadvisor.language_models.char_lstm_runs import train_to_files
    from auxadvisor.language_models.char_lstm_training import TrainingSettings
    from auxadvisor.language_models.text import spaced_tokens

    if not 0 <= dropout < 1:
        raise SettingsError(f"--dropout {dropout}: expected a share from 0 to below 1")
    if not 0 < learning_rate < math.inf:
        raise SettingsError(f"--learning-rate {learning_rate}: expected a number above 0")
    check_folder(output)
    settings = TrainingSettings(
        hidden_size=hidden_size,
        embedding_size=embedding_size,
        characters=characters,
        rows=rows,
        sequence=sequence,
        learning_rate=learning_rate,
        dropout=dropout,
        min_count=min_count,
        seed=seed,
    )
    lines, source = read_lines(text, encoding)
    sentences = [kept for line in lines if (kept := spaced_tokens(line, tokenised))]
    about: dict[str, Json] = {"path": source.path, "sha256": source.sha256, "tokenised": tokenised}
    outcomes = []
    for name in direction.names:
        with bar(f"{name} model", settings.steps * settings.step_size, "characters") as advance:
            outcome = train_to_files(
                sentences,
                output / name,
                replace(settings, is_forward=name == "forward"),
                about,
                partial(_show, advance),
                device_named(device),
            )
        outcomes.append(outcome)
    emit(LANGUAGE_MODEL_FORMATS[format](outcomes), None)


def _show(advance: Advance, read: int, point: CurvePoint | None) -> None:
    said = "" if point is None else f"held-out perplexity {2**point.held_out_bits:.3f}"
    advance(read, said)


BPE_EPILOG = """Examples:

auxadvisor embed bpe --text wiki.fi.txt.xz --output models/fi

auxadvisor embed bpe --text wiki.fi.txt --output models/fi --vocabulary-size 50000 --size 100"""


@app.command("bpe", epilog=BPE_EPILOG)
def byte_pairs(
    context: typer.Context,
    text: Annotated[
        Path, option("Raw text, a sentence a line, also .gz, .xz or .bz2.", "--text", metavar=FILE)
    ],
    output: Annotated[Path, option("For the embeddings; is made.", "--output", metavar=FOLDER)],
    vocabulary_size: Annotated[
        int,
        option(
            "Pieces, single characters among them; where nothing is said, at most as many as the "
            "text allows.",
            "--vocabulary-size",
            10,
        ),
    ] = 10_000,
    size: Annotated[int, option("Components of a piece's vector.", "--size", 1)] = 50,
    epochs: Annotated[int, option("Times the text is read for the vectors.", "--epochs", 1)] = 5,
    window: Annotated[int, option("Pieces that a piece is to predict.", "--window", 1)] = 5,
    tokenised: Annotated[
        bool, option("The text's tokens are one space apart already.", "--tokenised")
    ] = False,
    seed: Annotated[int, option("Settles the run.", "--seed", 0)] = 1,
    encoding: Encoding = "utf-8",
    format: OutputFormat = Format.table,
) -> None:
    """Train byte-pair embeddings in BPEmb's own files.

    Writes bpe.vsN.model (sentencepiece), bpe.vsN.dM.w2v.bin (word2vec) and a .json with settings
    and learning curve; bpemb.BPEmb(model_file=..., emb_file=..., dim=M) reads the first two. The
    text is lower-cased and its digits become 0, as BPEmb does. Interrupted, the same command goes
    on where it was; finished, it trains nothing anew.
    """
    from auxadvisor.cli.embed_output import BYTE_PAIR_FORMATS
    from auxadvisor.cli.progress import bar, remark
    from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
    from auxadvisor.embeddings.byte_pair_training import BytePairSettings, TooManyPiecesError
    from auxadvisor.inputs import read_lines
    from auxadvisor.language_models.text import spaced_tokens

    check_folder(output)
    settings = BytePairSettings(vocabulary_size, size, epochs, window, seed=seed)
    lines, source = read_lines(text, encoding)
    sentences = [kept for line in lines if (kept := spaced_tokens(line, tokenised))]
    about: dict[str, Json] = {"path": source.path, "sha256": source.sha256, "tokenised": tokenised}
    with bar("byte pairs", epochs + 1, "steps") as advance:

        def show(epoch: int, loss: float | None) -> None:
            advance(epoch + 1, "" if loss is None else f"loss a piece {loss:.3f}")

        train = partial(train_byte_pairs, sentences, output, source=about, progress=show)
        try:
            trained = train(settings)
        except TooManyPiecesError as error:
            if given(context, "vocabulary_size"):
                raise
            remark(f"the text allows {error.most:,} pieces, not {vocabulary_size:,}: taking these")
            trained = train(replace(settings, vocabulary_size=error.most))
    emit(BYTE_PAIR_FORMATS[format](trained), None)
