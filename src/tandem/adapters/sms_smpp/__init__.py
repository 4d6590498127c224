"""Text messages over SMPP 3.4: one bound transceiver for each account and process."""

from tandem.adapters.sms_smpp.gateway import SmppGateway

__all__ = ["SmppGateway"]
