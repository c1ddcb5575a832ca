"""Issuing certificates: choosing, printing, sheet by sheet, handing out, blank paper."""
