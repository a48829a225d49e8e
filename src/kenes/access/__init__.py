"""Who acts, what is granted to whom, and the one question: may they?"""
