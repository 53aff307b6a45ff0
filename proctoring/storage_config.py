"""The entry of `STORAGES` for webcam snapshots: a directory of this machine, or a bucket."""

from pathlib import Path
from typing import Any


def snapshot_storage(
    kind: str,
    *,
    directory: Path,
    bucket: str = "",
    endpoint_url: str = "",
    region: str = "",
    access_key: str = "",
    secret_key: str = "",
) -> dict[str, Any]:
    """Both overwrite: a file's name follows from its row, and a step that is done again writes the same file again."""
    if kind == "local":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": directory,
                "allow_overwrite": True,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    # Slow to import, and needed for nothing else.
    from boto3.s3.transfer import TransferConfig  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": "snapshots",
            "endpoint_url": endpoint_url or None,
            "region_name": region or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "file_overwrite": True,
            "default_acl": "private",
            # Pictures are small: a thread pool for parts of them only costs.
            "transfer_config": TransferConfig(use_threads=False),
            "client_config": Config(
                connect_timeout=5,
                read_timeout=20,
                retries={"max_attempts": 2, "mode": "standard"},
                # Works with a server under one name or address.
                s3={"addressing_style": "path"} if endpoint_url else {},
                # Servers other than Amazon's do not all know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
