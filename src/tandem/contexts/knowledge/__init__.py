"""The knowledge base: entries, versions and review (`actions`), search over what is published (`retrieval`, kept in
memory by `live`), and parts of long documents (`passages`)."""
