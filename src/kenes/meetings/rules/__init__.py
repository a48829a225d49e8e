"""What decides on a floor: quorum, counting, the order of speakers, who is not named."""
