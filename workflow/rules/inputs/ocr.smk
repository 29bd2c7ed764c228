"""The settings of the engines."""


def engine_settings(wildcards):
    """The settings of an engine; an engine without any reaches the library, which knows the names."""
    return config["ocr"].get(wildcards.engine, {})


def engine_model(wildcards):
    return engine_settings(wildcards).get("model", [])
