"""EfficientDet (Tan et al. 2020) built from a local file, for Layout Parser to run."""

from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from effdet import DetBenchPredict, EfficientDet, get_efficientdet_config
from layoutparser.models.effdet.layoutmodel import EfficientDetLayoutModel

# A page of small type holds several hundred lines; effdet keeps 100 detections by default.
MOST_DETECTIONS = 600


def build_network(blueprint: Mapping[str, Any]) -> EfficientDet:
    """Build the network with random weights.

    `blueprint` holds architecture (its name in effdet), image_size (pixels), aspect_ratios (anchor shapes:
    pairs of width and height) and roles (those of the classes, in order).
    """
    config = get_efficientdet_config(blueprint["architecture"])
    config.image_size = (blueprint["image_size"], blueprint["image_size"])
    config.aspect_ratios = [tuple(shape) for shape in blueprint["aspect_ratios"]]
    config.num_classes = len(blueprint["roles"])
    config.max_det_per_image = MOST_DETECTIONS
    return EfficientDet(config, pretrained_backbone=False)


def load_network(path: str | Path) -> tuple[EfficientDet, list[str]]:
    """Load a network from a file of `blueprint` and `state` (its weights), with the roles of its classes.

    Raise ValueError where the file holds no such network.
    """
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True)
        network = build_network(saved["blueprint"])
        network.load_state_dict(saved["state"])
    except (OSError, EOFError, UnpicklingError, KeyError, TypeError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(
            f"{path}: not a readable EfficientDet ({reason}); expected a file of blueprint and state"
        ) from error
    return network, list(saved["blueprint"]["roles"])


class LocalEfficientDet(EfficientDetLayoutModel):  # type: ignore[misc]
    """Layout Parser's EfficientDet, whose own set-up downloads weights even where it is given some."""

    def _initialize_model(
        self, config_path: str, model_path: str, label_map: Mapping[int, str] | None, extra: dict[str, Any]
    ) -> None:
        network, roles = load_network(model_path)
        self.model = DetBenchPredict(network).to(self.device).eval()
        self.config = self.model.config
        self.label_map = label_map or dict(enumerate(roles, start=1))
