"""The sequence tagger (Section 3): combined embeddings, BiLSTM, CRF."""
