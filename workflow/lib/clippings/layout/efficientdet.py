"""EfficientDet (Tan et al. 2020) built from a local file: what trains, and what Layout Parser runs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from effdet import DetBenchPredict, EfficientDet, get_efficientdet_config
from layoutparser.models.effdet.layoutmodel import EfficientDetLayoutModel
from torch import nn

from clippings.running import atomic

# A page of small type holds several hundred lines; effdet keeps 100 detections unless told otherwise.
MOST_DETECTIONS = 600


@dataclass(frozen=True)
class Blueprint:
    """What it takes to build the network again: its name in effdet, input pixels, anchor shapes, roles."""

    architecture: str
    image_size: int
    aspect_ratios: Sequence[Sequence[float]]
    roles: Sequence[str]


def build_network(blueprint: Blueprint) -> EfficientDet:
    """Build the network with random weights."""
    config = get_efficientdet_config(blueprint.architecture)
    config.image_size = (blueprint.image_size, blueprint.image_size)
    config.aspect_ratios = [tuple(shape) for shape in blueprint.aspect_ratios]
    config.num_classes = len(blueprint.roles)
    config.max_det_per_image = MOST_DETECTIONS
    return EfficientDet(config, pretrained_backbone=False)


def save_network(network: nn.Module, blueprint: Blueprint, path: str | Path) -> None:
    """Write the weights and the blueprint, whole or not at all."""
    with atomic(path) as temporary:
        torch.save({"blueprint": asdict(blueprint), "state": network.state_dict()}, temporary)


def load_network(path: str | Path) -> tuple[EfficientDet, Blueprint]:
    """Build the network that `save_network` wrote; raise ValueError where the file is none."""
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
        blueprint = Blueprint(**found["blueprint"])
        network = build_network(blueprint)
        network.load_state_dict(found["state"])
    except (OSError, EOFError, UnpicklingError, KeyError, TypeError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path}: not a model of train_layout ({reason})") from error
    return network, blueprint


class LocalEfficientDet(EfficientDetLayoutModel):
    """Layout Parser's EfficientDet, whose own set-up asks the network for weights even when given some."""

    def _initialize_model(
        self, config_path: str, model_path: str, label_map: Mapping[int, str] | None, extra: dict[str, Any]
    ) -> None:
        network, blueprint = load_network(model_path)
        self.model = DetBenchPredict(network).to(self.device).eval()
        self.config = self.model.config
        self.label_map = label_map or dict(enumerate(blueprint.roles, start=1))
